package dev.procession.internal.shm;

import dev.procession.ProcessionException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Memory that other processes can map, kept in a file.
 *
 * <p>On Linux the file is deleted as soon as it is open, and peers open it through the creator's
 * {@code /proc/<pid>/fd/<n>}: when the last process is gone, however it ended, so is the memory.
 * Where there is no {@code /proc} the file keeps its name until {@link #close()} or the end of the
 * creator; one that is killed leaves it to the sweep of {@link ScratchFiles}.
 */
public final class SharedFile implements AutoCloseable {
  private final FileChannel channel;
  private final ByteBuffer memory;
  private final Path address;

  /** Where its space comes from. */
  private final @Nullable Path folder;

  /** The file that is still there to be deleted; null once it is. */
  private final @Nullable Path file;

  private SharedFile(
      FileChannel channel,
      ByteBuffer memory,
      Path address,
      @Nullable Path folder,
      @Nullable Path file) {
    this.channel = channel;
    this.memory = memory;
    this.address = address;
    this.folder = folder;
    this.file = file;
  }

  /**
   * Makes memory filled with zeros: in memory-backed storage, or, if that is full, in the folder
   * for temporary files.
   *
   * @param size how much can be mapped
   * @param reserved how much can be used; for the rest see {@link #reserve}
   * @throws ProcessionException if there is no room or no permission
   */
  public static SharedFile create(String purpose, int size, int reserved) {
    Path file = ScratchFiles.newSharedName(purpose);
    Path other = ScratchFiles.newTemporaryName(purpose);
    try {
      return Uninterrupted.run(() -> create(file, size, reserved));
    } catch (IOException noRoomThere) {
      try {
        return Uninterrupted.run(() -> create(other, size, reserved));
      } catch (IOException e) {
        e.addSuppressed(noRoomThere);
        throw new ProcessionException(
            "could not make shared memory: file=" + other + ", size=" + size + ": " + e, e);
      }
    }
  }

  private static SharedFile create(Path file, int size, int reserved) throws IOException {
    FileChannel channel = FileChannel.open(file, options(), ownerOnly());
    try {
      Path descriptor =
          OwnDescriptors.KNOWN ? OwnDescriptors.find(file.toString(), OwnDescriptors.NONE) : null;
      if (descriptor != null) {
        // Before anything else: whoever is killed from here on leaves nothing.
        Files.delete(file);
      }
      MemoryRoom.reserve(channel, reserved);
      ByteBuffer memory = map(channel, size);
      if (descriptor == null) {
        file.toFile().deleteOnExit();
        return new SharedFile(channel, memory, file, file.getParent(), file);
      }
      return new SharedFile(channel, memory, descriptor, file.getParent(), null);
    } catch (IOException | RuntimeException e) {
      channel.close();
      Files.deleteIfExists(file);
      throw e;
    }
  }

  /** Maps memory that a peer made, given its {@link #address()}. */
  public static ByteBuffer attach(Path address, int size) throws IOException {
    try (FileChannel channel =
        FileChannel.open(address, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      if (channel.size() < size) {
        throw new IOException(
            "shared memory is too small: address="
                + address
                + ", size="
                + channel.size()
                + ", needed="
                + size);
      }
      return map(channel, size);
    }
  }

  /**
   * As a segment first: what {@code FileChannel.map} does for a mapped buffer links method handles
   * when it is called for the first time, which costs a cold JVM 30 to 80 ms.
   */
  private static ByteBuffer map(FileChannel channel, int size) throws IOException {
    return channel
        .map(FileChannel.MapMode.READ_WRITE, 0, size, Arena.ofAuto())
        .asByteBuffer()
        .order(ByteOrder.nativeOrder());
  }

  /**
   * Takes the space for a part of the memory now, and fills it with zeros. Before that, to touch it
   * may be a fault when the file system is full.
   *
   * @throws ProcessionException if there is no room
   */
  void reserve(int offset, int size) {
    try {
      Uninterrupted.run(
          () -> {
            MemoryRoom.reserve(channel, offset, size);
            return size;
          });
    } catch (IOException e) {
      throw new ProcessionException(
          "could not get more shared memory: folder="
              + folder
              + ", size="
              + size
              + ": "
              + e.getMessage()
              + "; make room there",
          e);
    }
  }

  /** The memory. */
  public ByteBuffer memory() {
    return memory;
  }

  /** What a peer opens. */
  public Path address() {
    return address;
  }

  @Override
  public void close() throws IOException {
    channel.close();
    if (file != null) {
      Files.deleteIfExists(file);
    }
  }

  private static Set<OpenOption> options() {
    return Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
  }

  static FileAttribute<?>[] ownerOnly() {
    boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    return posix
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }
}
