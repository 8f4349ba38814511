package dev.procession.internal.ffm;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;

/** Waits for one descriptor that no channel of the JDK can wait for. */
final class Polling {
  static final short READABLE = 1;
  static final short WRITABLE = 4;

  /** In the kernel a thread does not hear of an interrupt. */
  private static final long SLICE_NANOS = 100_000_000;

  private static final long SHORTEST_PAUSE_MICROS = 50;
  private static final long LONGEST_PAUSE_MICROS = 5_000;
  private static final long NANOS_PER_MICRO = 1_000;

  private Polling() {}

  /** Comes back with true also when the descriptor is broken or not open: a try will tell. */
  static boolean await(int descriptor, short event, Duration limit) throws InterruptedException {
    long end = System.nanoTime() + saturated(limit);
    // A virtual thread must not take its carrier into the kernel.
    boolean inKernel = !Thread.currentThread().isVirtual();
    long pause = SHORTEST_PAUSE_MICROS;
    while (true) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      long left = Math.max(0, end - System.nanoTime());
      if (poll(descriptor, event, inKernel ? Math.min(left, SLICE_NANOS) : 0)) {
        return true;
      }
      if (end - System.nanoTime() <= 0) {
        return false;
      }
      if (!inKernel) {
        Thread.sleep(Duration.ofNanos(Math.min(left, pause * NANOS_PER_MICRO)));
        pause = Math.min(pause * 2, LONGEST_PAUSE_MICROS);
      }
    }
  }

  private static boolean poll(int descriptor, short event, long nanos) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment watched = arena.allocate(8, JAVA_INT.byteSize());
      watched.set(JAVA_INT, 0, descriptor);
      watched.set(JAVA_SHORT, 4, event);
      MemorySegment time = arena.allocate(JAVA_LONG, 2);
      time.setAtIndex(JAVA_LONG, 1, nanos);
      Syscalls calls = Syscalls.get();
      long found =
          calls.callQuickly(calls.numbers().ppoll, watched.address(), 1, time.address(), 0, 0, 0);
      return found > 0;
    }
  }

  private static long saturated(Duration limit) {
    try {
      // Half of what fits: a point in time is added to it.
      return Math.min(limit.toNanos(), Long.MAX_VALUE / 2);
    } catch (ArithmeticException tooLong) {
      return limit.isNegative() ? 0 : Long.MAX_VALUE / 2;
    }
  }
}
