package dev.procession.internal.shm;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Cleaner;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Values that are kept where they lie, in memory that is unmapped when nobody refers to it any
 * more. The garbage collector does not know how much that is: when it is a lot, it is asked to
 * look, as the JDK does for its direct buffers.
 */
final class KeptMemory {
  private static final Cleaner CLEANER = Cleaner.create();

  /** The collector is never asked below that. */
  private static final long MUCH = Math.max(256L << 20, Runtime.getRuntime().maxMemory() / 8);

  /** Unreachable memory is given back within this time after the collector has been asked. */
  private static final long WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private static final AtomicLong BYTES = new AtomicLong();

  /** From here on it is asked: twice as much as the program did not let go of the last time. */
  private static volatile long limit = MUCH;

  private KeptMemory() {}

  /** Maps a part of a file, which nobody else sees changes of. */
  static MemorySegment map(SegmentFile file, long offset, long size) throws IOException {
    makeRoom(size);
    MemorySegment mapped = file.mapPrivately(offset, size, Arena.ofAuto());
    BYTES.getAndAdd(size);
    // Its slices do not refer to the object but to its scope.
    CLEANER.register(mapped.scope(), () -> BYTES.getAndAdd(-size));
    return mapped;
  }

  private static void makeRoom(long size) {
    if (BYTES.get() + size <= limit) {
      return;
    }
    System.gc();
    long begin = System.nanoTime();
    while (BYTES.get() + size > limit && System.nanoTime() - begin < WAIT_NANOS) {
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    limit = Math.max(MUCH, 2 * (BYTES.get() + size));
  }
}
