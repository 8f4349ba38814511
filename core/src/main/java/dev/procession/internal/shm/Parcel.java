package dev.procession.internal.shm;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * A file in memory for a large value on its way to another process, as its sender has it. It has no
 * name where there is {@code /proc}, so that it is gone with the processes that use it.
 *
 * <p>There are two kinds. One for values that the receiver copies stays mapped here, and is used
 * again for the next value: memory that both sides have used before is the fastest there is. One
 * for a value that the receiver keeps where it lies is written once and never mapped here.
 *
 * <p>Used by one thread at a time; see {@link ParcelShelf}.
 */
public final class Parcel {
  private static final VarHandle STATE = JAVA_INT.varHandle();
  private static final String PURPOSE = "large-value";

  private final long id = ThreadLocalRandom.current().nextLong();
  private final SegmentFile file;
  private final long capacity;

  /** Null for one that is written once. */
  private final @Nullable Arena arena;

  private final @Nullable MemorySegment memory;

  private Parcel(
      SegmentFile file, long capacity, @Nullable Arena arena, @Nullable MemorySegment memory) {
    this.file = file;
    this.capacity = capacity;
    this.arena = arena;
    this.memory = memory;
  }

  /** Makes one to be used again and again. */
  static Parcel reusable(long capacity) throws IOException {
    return Uninterrupted.run(
        () -> {
          long size = ParcelLayout.DATA + capacity;
          SegmentFile file = SegmentFile.create(PURPOSE, size);
          Arena arena = Arena.ofShared();
          try {
            var parcel = new Parcel(file, capacity, arena, file.map(size, arena));
            parcel
                .memory()
                .asSlice(0, ParcelLayout.HEADER)
                .copyFrom(MemorySegment.ofBuffer(parcel.header()));
            return parcel;
          } catch (IOException | RuntimeException | OutOfMemoryError e) {
            arena.close();
            file.close();
            throw e;
          }
        });
  }

  /** Makes one with a value in it. */
  static Parcel of(MemorySegment value) throws IOException {
    return Uninterrupted.run(
        () -> {
          SegmentFile file = SegmentFile.createEmpty(PURPOSE, ParcelLayout.DATA + value.byteSize());
          try {
            var parcel = new Parcel(file, value.byteSize(), null, null);
            Steps.at("parcel made");
            file.write(ParcelLayout.DATA, value);
            ByteBuffer header = parcel.header();
            header.putInt(ParcelLayout.STATE, ParcelLayout.SENT);
            file.write(0, MemorySegment.ofBuffer(header));
            return parcel;
          } catch (IOException | RuntimeException | OutOfMemoryError e) {
            file.close();
            throw e;
          }
        });
  }

  private ByteBuffer header() {
    return ByteBuffer.allocate(ParcelLayout.HEADER)
        .order(ByteOrder.nativeOrder())
        .putLong(ParcelLayout.MAGIC_OFFSET, ParcelLayout.MAGIC)
        .putLong(ParcelLayout.ID, id)
        .putLong(ParcelLayout.CAPACITY, capacity);
  }

  /** Where a receiver finds the value that is in it now. */
  public ParcelAddress address(long size) {
    return new ParcelAddress(id, size, file.place().toString());
  }

  /** Where to write a value of this size; nobody reads there. */
  public MemorySegment room(long size) {
    return memory().asSlice(ParcelLayout.DATA, size);
  }

  private MemorySegment memory() {
    if (memory == null) {
      throw new IllegalStateException("a parcel that is written once is not mapped");
    }
    return memory;
  }

  long capacity() {
    return capacity;
  }

  boolean isReusable() {
    return memory != null;
  }

  /** The state as the receiver has left it. */
  int state() throws IOException {
    return memory == null
        ? Uninterrupted.run(() -> (int) file.word(ParcelLayout.STATE))
        : (int) STATE.getAcquire(memory, (long) ParcelLayout.STATE);
  }

  void state(int state) {
    STATE.setRelease(memory(), (long) ParcelLayout.STATE, state);
  }

  /** Lets go of it; who has it open keeps it. */
  void close() {
    if (arena != null) {
      arena.close();
    }
    file.close();
  }
}
