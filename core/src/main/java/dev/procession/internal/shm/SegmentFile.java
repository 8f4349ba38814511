package dev.procession.internal.shm;

import dev.procession.internal.ffm.Descriptors;
import dev.procession.internal.ffm.MemoryFile;
import dev.procession.internal.ffm.Syscalls;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The open file behind a segment, and the path under which other processes reach it.
 *
 * <p>With {@code /proc} the file has no name from its first moment on, so whoever is killed leaves
 * nothing: peers open the descriptor of a process that has it, {@code /proc/<pid>/fd/<n>}. Big ones
 * are memory files of the kernel, which no file system limits; small ones are files in
 * memory-backed storage, deleted as they are opened, as long as native calls have not been linked
 * for another reason: that takes a hundred times as long. Without {@code /proc} the file keeps its
 * name until it is closed, or swept by {@link ScratchFiles}.
 */
final class SegmentFile implements AutoCloseable {
  /** From here on the time to link native calls does not matter. */
  private static final long BIG = 1 << 20;

  /** What is on the heap the JDK copies before it writes it: so much stays in the cache. */
  private static final long PIECE = 256 << 10;

  private final FileChannel channel;
  private final FileChannel.MapMode mode;
  private final Path place;

  /** What is to be deleted at the end; null if it is already. */
  private final @Nullable Path name;

  /** Whether it is left to others what is in the file. Guarded by this. */
  private boolean retired;

  private SegmentFile(FileChannel channel, Path place, @Nullable Path name) {
    this(channel, FileChannel.MapMode.READ_WRITE, place, name);
  }

  private SegmentFile(
      FileChannel channel, FileChannel.MapMode mode, Path place, @Nullable Path name) {
    this.channel = channel;
    this.mode = mode;
    this.place = place;
    this.name = name;
  }

  /** Makes a file of zeros, with its space reserved. */
  static SegmentFile create(String purpose, long size) throws IOException {
    // To reserve more than there is could cost other processes their lives.
    MemoryRoom.expect(Path.of(purpose), size);
    if (OwnDescriptors.KNOWN && (size >= BIG || Syscalls.isLinked()) && Syscalls.available()) {
      return createInMemory(purpose, size);
    }
    try {
      return createInFolder(purpose, size);
    } catch (ClosedByInterruptException again) {
      throw again;
    } catch (IOException noRoomThere) {
      if (OwnDescriptors.KNOWN && Syscalls.available()) {
        return createInMemory(purpose, size);
      }
      throw noRoomThere;
    }
  }

  /**
   * Makes a file without content, which is to be filled by {@link #write} and nothing else: what
   * has not been written cannot be mapped.
   *
   * @param expected how large it will become; fails if there cannot be room
   */
  static SegmentFile createEmpty(String purpose, long expected) throws IOException {
    MemoryRoom.expect(Path.of(purpose), expected);
    boolean inMemory = OwnDescriptors.KNOWN && Syscalls.available();
    return inMemory ? createInMemory(purpose, 0) : createInFolder(purpose, 0);
  }

  private static SegmentFile createInFolder(String purpose, long size) throws IOException {
    Path name = ScratchFiles.newSharedName(purpose);
    FileChannel channel = FileChannel.open(name, options(), SharedFile.ownerOnly());
    try {
      MemoryRoom.reserve(channel, size);
      if (!OwnDescriptors.KNOWN) {
        name.toFile().deleteOnExit();
        return new SegmentFile(channel, name, name);
      }
      return new SegmentFile(channel, placeOf(name + " (deleted)", OwnDescriptors.NONE), null);
    } catch (IOException e) {
      channel.close();
      Files.deleteIfExists(name);
      if (e instanceof ClosedByInterruptException) {
        throw e;
      }
      throw new IOException(e.getMessage() + ": folder=" + name.getParent(), e);
    }
  }

  private static SegmentFile createInMemory(String purpose, long size) throws IOException {
    // The name tells it from all others of this process, which all look alike to OwnDescriptors.
    int number = MemoryFile.create("procession-" + purpose + "-" + ScratchFiles.random(), size);
    try {
      return open(OwnDescriptors.inside(number), number);
    } finally {
      Descriptors.close(number);
    }
  }

  /** Opens what a peer has. */
  static SegmentFile open(Path place) throws IOException {
    return open(place, OwnDescriptors.NONE);
  }

  private static SegmentFile open(Path place, int other) throws IOException {
    FileChannel channel = openExisting(place);
    try {
      if (!OwnDescriptors.KNOWN) {
        return new SegmentFile(channel, place, null);
      }
      String target = Files.readSymbolicLink(place).toString();
      return new SegmentFile(channel, placeOf(target, other), null);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /** Opens what a peer has, only to look at it. */
  static SegmentFile look(Path place) throws IOException {
    FileChannel channel = FileChannel.open(place, StandardOpenOption.READ);
    return new SegmentFile(channel, FileChannel.MapMode.READ_ONLY, place, null);
  }

  /** Opens what a peer has, in order to map it; this process will not pass it on. */
  static SegmentFile borrow(Path place) throws IOException {
    return new SegmentFile(openExisting(place), place, null);
  }

  private static FileChannel openExisting(Path place) throws IOException {
    return FileChannel.open(place, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  long size() throws IOException {
    return channel.size();
  }

  MemorySegment map(long size, Arena arena) throws IOException {
    return channel.map(mode, 0, size, arena);
  }

  /** Maps a part of the file so that nobody else sees what is changed there. */
  MemorySegment mapPrivately(long offset, long size, Arena arena) throws IOException {
    return channel.map(FileChannel.MapMode.PRIVATE, offset, size, arena);
  }

  /** Maps a part of the file, to be read only. */
  MemorySegment mapToRead(long size, Arena arena) throws IOException {
    return channel.map(FileChannel.MapMode.READ_ONLY, 0, size, arena);
  }

  /** Maps a part of the file that there is already. */
  MemorySegment map(long offset, long size, Arena arena) throws IOException {
    if (offset < 0 || size <= 0 || offset > channel.size() - size) {
      throw new DamagedSegmentException("offset=" + offset + ", size=" + size);
    }
    return channel.map(mode, offset, size, arena);
  }

  /** Fills a part of the file with zeros; it grows where there was none, or a hole. */
  synchronized void reserve(String purpose, long offset, long size) throws IOException {
    if (retired) {
      throw new ClosedChannelException();
    }
    MemoryRoom.expect(Path.of(purpose), size);
    MemoryRoom.reserve(channel, offset, size);
  }

  /** Gives the memory of a part of the file back, if that can be done; tells whether it was. */
  synchronized boolean punch(long offset, long size) {
    if (retired || !OwnDescriptors.KNOWN || !Syscalls.isLinked()) {
      return false;
    }
    int number = Integer.parseInt(String.valueOf(place.getFileName()));
    return MemoryFile.punch(number, offset, size);
  }

  /** Waits for {@link #reserve} and {@link #punch} of others, and has none begin any more. */
  synchronized void retire() {
    retired = true;
  }

  /** Writes bytes, and makes the file as long as that takes. */
  void write(long offset, MemorySegment bytes) throws IOException {
    for (long done = 0; done < bytes.byteSize(); ) {
      long piece = Math.min(PIECE, bytes.byteSize() - done);
      done += channel.write(bytes.asSlice(done, piece).asByteBuffer(), offset + done);
    }
  }

  /** Reads from the beginning into private memory. */
  void read(ByteBuffer into) throws IOException {
    channel.read(into, 0);
  }

  /** Reads one word. */
  long word(long offset) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());
    channel.read(bytes, offset);
    return bytes.getLong(0);
  }

  /** Reads one word of 32 bits. */
  int number(long offset) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.nativeOrder());
    channel.read(bytes, offset);
    return bytes.getInt(0);
  }

  /** What a peer opens. */
  Path place() {
    return place;
  }

  @Override
  public void close() {
    // The number of the descriptor may mean another file the next moment.
    retire();
    try {
      channel.close();
      if (name != null) {
        Files.deleteIfExists(name);
      }
    } catch (IOException alreadyGone) {
      // The descriptor is free in any case.
    }
  }

  private static Set<OpenOption> options() {
    Set<OpenOption> options = new HashSet<>();
    options.add(StandardOpenOption.READ);
    options.add(StandardOpenOption.WRITE);
    options.add(StandardOpenOption.CREATE_NEW);
    if (OwnDescriptors.KNOWN) {
      options.add(StandardOpenOption.DELETE_ON_CLOSE);
    }
    return options;
  }

  private static Path placeOf(String target, int other) throws IOException {
    Path place = OwnDescriptors.find(target, other);
    if (place == null) {
      throw new IOException("own descriptor not found: file=" + target);
    }
    return place;
  }
}
