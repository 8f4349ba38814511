package dev.procession.internal.ffm;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;

/**
 * Sleeping on a 32-bit word of shared memory until somebody who changed it wakes the sleepers.
 *
 * <p>The kernel compares and goes to sleep in one step, so a change before the sleep is not missed.
 * Sleepers may carry a set of 32 bits; a waker can wake those only whose set meets its own.
 */
public final class Futex {
  /** The set that meets every other. */
  public static final int ALL_BITS = -1;

  private static final int WAIT_BITSET = 9;
  private static final int WAKE_BITSET = 10;
  private static final long NANOS_PER_SECOND = 1_000_000_000L;
  private static final int EAGAIN = 11;

  private static final TimeOfThread TIME = new TimeOfThread();

  private Futex() {}

  /**
   * Sleeps as long as the word at {@code address} is {@code expected}, until woken, at most {@code
   * nanos}. Returns for no reason at times, so the caller checks what it waits for, again. An
   * address that is not mapped returns at once.
   */
  public static void await(long address, int expected, int bits, long nanos) {
    if (nanos <= 0) {
      return;
    }
    // With a set of bits the kernel takes a point in time, on CLOCK_MONOTONIC. That is what HotSpot
    // reads for System.nanoTime() on Linux.
    long deadline = System.nanoTime() + nanos;
    MemorySegment time = TIME.get();
    time.setAtIndex(JAVA_LONG, 0, deadline / NANOS_PER_SECOND);
    time.setAtIndex(JAVA_LONG, 1, deadline % NANOS_PER_SECOND);
    Syscalls calls = Syscalls.get();
    calls.callQuickly(
        calls.numbers().futex,
        address,
        WAIT_BITSET,
        Integer.toUnsignedLong(expected),
        time.address(),
        0,
        Integer.toUnsignedLong(bits));
    Reference.reachabilityFence(time);
  }

  /** Memory for a point in time, kept by each thread that sleeps: to allocate takes longer. */
  private static final class TimeOfThread extends ThreadLocal<MemorySegment> {
    @Override
    protected MemorySegment initialValue() {
      return Arena.ofAuto().allocate(JAVA_LONG, 2);
    }
  }

  /** Wakes up to {@code count} sleepers at the address; returns how many. */
  public static int wake(long address, int count, int bits) {
    Syscalls calls = Syscalls.get();
    return (int)
        calls.callQuickly(
            calls.numbers().futex, address, WAKE_BITSET, count, 0, 0, Integer.toUnsignedLong(bits));
  }

  /** Whether the kernel has futexes and lets us use them: some sandboxes do not. */
  static boolean works(Syscalls calls) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment word = arena.allocate(JAVA_LONG);
      // The word is 0: a kernel with futexes says at once that it is not 1.
      long answer =
          calls.call(calls.numbers().futex, word.address(), WAIT_BITSET, 1, 0, 0, 0xFFFF_FFFFL);
      return answer == -EAGAIN;
    }
  }
}
