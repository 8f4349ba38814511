package dev.procession.internal.shm;

import static dev.procession.internal.shm.LockWord.FOREVER;

/**
 * When a wait is to end: some time after it began, never, or at once.
 *
 * <p>Only a wait that has a limit looks at the clock and makes an object.
 *
 * <p>The end may lie beyond the last number of the clock; it has wrapped around then, and so does
 * the difference to it. That is right as long as what is left fits: it is no more than the whole
 * wait, and gets so far below zero only 292 years after its end.
 */
public final class Deadline {
  private static final Deadline NEVER = new Deadline(0);
  private static final Deadline AT_ONCE = new Deadline(0);

  /** As {@link System#nanoTime} will say; means nothing in the two that no clock decides. */
  private final long end;

  private Deadline(long end) {
    this.end = end;
  }

  /**
   * So long after now.
   *
   * @param nanos not at all if zero or negative; {@link LockWord#FOREVER} is for ever
   */
  public static Deadline in(long nanos) {
    if (nanos == FOREVER) {
      return NEVER;
    }
    return nanos <= 0 ? AT_ONCE : new Deadline(System.nanoTime() + nanos);
  }

  /** How many nanoseconds are left; zero or less if none are, {@link LockWord#FOREVER} at most. */
  public long left() {
    if (this == NEVER) {
      return FOREVER;
    }
    return this == AT_ONCE ? 0 : end - System.nanoTime();
  }

  /** Whether there was not to be any wait. */
  public boolean isAtOnce() {
    return this == AT_ONCE;
  }

  /** Whether the wait is over. */
  public boolean hasPassed() {
    return left() <= 0;
  }
}
