package dev.procession.internal.ffm;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;

/**
 * Looks at several descriptors at once, or waits in the kernel until one of them can be read: there
 * is something, or the end, or an error.
 */
public final class PollSet {
  private static final int ENTRY = 8;
  private static final int EVENTS = 4;
  private static final int FOUND = 6;
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private PollSet() {}

  /**
   * Waits, but not on a virtual thread, which would take its carrier with it.
   *
   * @param nanos how long at most; zero looks only
   * @return for each whether it can be read; all false if the time is up. One that is not open can
   */
  public static boolean[] readable(List<Integer> descriptors, long nanos) {
    boolean[] ready = new boolean[descriptors.size()];
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment entries = arena.allocate((long) ENTRY * ready.length, ENTRY);
      for (int i = 0; i < ready.length; i++) {
        entries.set(JAVA_INT, (long) i * ENTRY, descriptors.get(i));
        entries.set(JAVA_SHORT, (long) i * ENTRY + EVENTS, Polling.READABLE);
      }
      MemorySegment time = arena.allocate(JAVA_LONG, 2);
      time.setAtIndex(JAVA_LONG, 0, nanos / NANOS_PER_SECOND);
      time.setAtIndex(JAVA_LONG, 1, nanos % NANOS_PER_SECOND);
      Syscalls calls = Syscalls.get();
      long count =
          calls.callQuickly(
              calls.numbers().ppoll, entries.address(), ready.length, time.address(), 0, 0, 0);
      for (int i = 0; i < ready.length && count > 0; i++) {
        ready[i] = entries.get(JAVA_SHORT, (long) i * ENTRY + FOUND) != 0;
      }
    }
    return ready;
  }

  /** Whether any is. */
  public static boolean any(boolean[] ready) {
    return Arrays.compare(ready, new boolean[ready.length]) != 0;
  }
}
