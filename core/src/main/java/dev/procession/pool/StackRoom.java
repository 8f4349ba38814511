package dev.procession.pool;

import org.jspecify.annotations.Nullable;

/**
 * Sees to it that a caller's stack does not end in the middle of a round, which would leave the
 * pool half changed for everybody: a thread that has hardly any left gets its {@link
 * StackOverflowError} before it has begun. Used by any thread.
 */
final class StackRoom {
  /**
   * So many calls take more of the stack than a round, compiled or interpreted: 8 KB, or 30. That
   * takes a third of a microsecond.
   */
  private static final int CALLS = 450;

  /** A thread that looked so recently has not got far since. */
  private static final long RECENT_NANOS = 10_000;

  /**
   * The same for one that begins to wait, often for what it has just sent: it has no time to look,
   * or the answer would be there before it looks for that, and the worker would have to wake it.
   */
  private static final long RECENT_WAIT_NANOS = 4 * RECENT_NANOS;

  /** A hint, written and read by any thread without any order. */
  private @Nullable Look last;

  private record Look(long thread, long at) {}

  /**
   * Comes back if there is room.
   *
   * @throws StackOverflowError if there is none
   */
  void require() {
    require(RECENT_NANOS);
  }

  /** The same for a thread that begins to wait. */
  void requireToWait() {
    require(RECENT_WAIT_NANOS);
  }

  private void require(long recent) {
    long thread = Thread.currentThread().threadId();
    long now = System.nanoTime();
    Look look = last;
    if (look == null || look.thread != thread || now - look.at > recent) {
      call(CALLS);
      last = new Look(thread, now);
    }
  }

  private static int call(int more) {
    return more == 0 ? 0 : call(more - 1) + 1;
  }
}
