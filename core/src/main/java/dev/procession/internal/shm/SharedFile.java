package dev.procession.internal.shm;

import dev.procession.ProcessionException;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
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
  private final MappedByteBuffer memory;
  private final Path address;

  /** The file that is still there to be deleted; null once it is. */
  private final @Nullable Path file;

  private SharedFile(
      FileChannel channel, MappedByteBuffer memory, Path address, @Nullable Path file) {
    this.channel = channel;
    this.memory = memory;
    this.address = address;
    this.file = file;
  }

  /**
   * Makes memory filled with zeros.
   *
   * @throws ProcessionException if there is no room or no permission
   */
  public static SharedFile create(String purpose, int size) {
    Path file = ScratchFiles.newSharedName(purpose);
    try {
      return Uninterrupted.run(() -> create(file, size));
    } catch (IOException e) {
      throw new ProcessionException(
          "could not make shared memory: file=" + file + ", size=" + size + ": " + e, e);
    }
  }

  private static SharedFile create(Path file, int size) throws IOException {
    FileChannel channel = FileChannel.open(file, options(), ownerOnly());
    try {
      Path descriptor =
          OwnDescriptors.KNOWN ? OwnDescriptors.find(file.toString(), OwnDescriptors.NONE) : null;
      if (descriptor != null) {
        // Before anything else: whoever is killed from here on leaves nothing.
        Files.delete(file);
      }
      MappedByteBuffer memory = channel.map(FileChannel.MapMode.READ_WRITE, 0, size);
      memory.order(ByteOrder.nativeOrder());
      if (descriptor == null) {
        file.toFile().deleteOnExit();
        return new SharedFile(channel, memory, file, file);
      }
      return new SharedFile(channel, memory, descriptor, null);
    } catch (IOException | RuntimeException e) {
      channel.close();
      Files.deleteIfExists(file);
      throw e;
    }
  }

  /** Maps memory that a peer made, given its {@link #address()}. */
  public static MappedByteBuffer attach(Path address, int size) throws IOException {
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
      MappedByteBuffer memory = channel.map(FileChannel.MapMode.READ_WRITE, 0, size);
      memory.order(ByteOrder.nativeOrder());
      return memory;
    }
  }

  /** The memory. */
  public MappedByteBuffer memory() {
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
