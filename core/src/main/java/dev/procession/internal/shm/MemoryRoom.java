package dev.procession.internal.shm;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Room for segments. Whether there can be enough is asked first, so that an absurd size fails at
 * once and does not fill the machine; whether there really is, only the attempt tells.
 */
final class MemoryRoom {
  /** Below that the attempt itself is cheaper than the question, and harms nobody. */
  private static final long WORTH_ASKING = 1L << 20;

  private static final Path MEMORY = Path.of("/proc/meminfo");
  private static final Path GROUP_LIMIT = Path.of("/sys/fs/cgroup/memory.max");
  private static final Path GROUP_USE = Path.of("/sys/fs/cgroup/memory.current");

  private static final int BLOCK = 1 << 16;

  /** What new files are filled with; each use takes a duplicate, for its position. */
  private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(BLOCK).asReadOnlyBuffer();

  private MemoryRoom() {}

  /**
   * Fails if there cannot be room.
   *
   * @throws FileSystemException saying how much there is
   */
  static void expect(Path folder, boolean isMemory, long size) throws IOException {
    if (size < WORTH_ASKING) {
      return;
    }
    refuse(folder, "the file system", size, folder.toFile().getUsableSpace());
    if (isMemory) {
      expect(folder, size);
    }
  }

  /**
   * The same for memory that no file system limits.
   *
   * @throws FileSystemException saying how much there is
   */
  static void expect(Path purpose, long size) throws IOException {
    if (size >= WORTH_ASKING) {
      refuse(purpose, "the machine", size, ofMachine());
      refuse(purpose, "the container", size, ofGroup());
    }
  }

  /**
   * Takes the memory of a new file now, by filling it with zeros: what a mapping finds missing
   * later would be a signal, not an exception.
   */
  static void reserve(FileChannel channel, long size) throws IOException {
    reserve(channel, 0, size);
  }

  /** The same for a part of a file. */
  static void reserve(FileChannel channel, long offset, long size) throws IOException {
    ByteBuffer zeros = ZEROS.duplicate();
    for (long done = 0; done < size; ) {
      zeros.clear().limit((int) Math.min(BLOCK, size - done));
      done += channel.write(zeros, offset + done);
    }
  }

  private static void refuse(Path folder, String where, long size, long room)
      throws FileSystemException {
    if (size > room) {
      throw new FileSystemException(
          folder.toString(),
          null,
          "no space left: " + where + " has room for less: size=" + size + ", room=" + room);
    }
  }

  private static long ofMachine() throws IOException {
    if (Files.isReadable(MEMORY)) {
      for (String line : Files.readAllLines(MEMORY)) {
        if (line.startsWith("MemAvailable:")) {
          return 1024 * Long.parseLong(line.replaceAll("[^0-9]", ""));
        }
      }
    }
    return Long.MAX_VALUE;
  }

  private static long ofGroup() throws IOException {
    if (!Files.isReadable(GROUP_LIMIT) || !Files.isReadable(GROUP_USE)) {
      return Long.MAX_VALUE;
    }
    String limit = Files.readString(GROUP_LIMIT).strip();
    return limit.equals("max")
        ? Long.MAX_VALUE
        : Long.parseLong(limit) - Long.parseLong(Files.readString(GROUP_USE).strip());
  }
}
