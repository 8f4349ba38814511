package dev.procession.internal.shm;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Whether there is room for a segment. Asked first, so that an absurd size fails at once and does
 * not fill the machine; whether there really is room, only the attempt tells.
 */
final class MemoryRoom {
  /** Below that the attempt itself is cheaper than the question, and harms nobody. */
  private static final long WORTH_ASKING = 1L << 20;

  private static final Path MEMORY = Path.of("/proc/meminfo");
  private static final Path GROUP_LIMIT = Path.of("/sys/fs/cgroup/memory.max");
  private static final Path GROUP_USE = Path.of("/sys/fs/cgroup/memory.current");

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
