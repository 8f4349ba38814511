package dev.procession.pool;

import org.jspecify.annotations.Nullable;

/**
 * Sees to it that a caller's stack does not end in the middle of a round, which would leave the
 * pool half changed for everybody. Used by any thread.
 */
final class StackRoom {
  /**
   * So many calls take more of the stack than a round whose code has been used before, compiled or
   * interpreted: 8 KB, or 30. That takes a third of a microsecond.
   */
  private static final int CALLS = 450;

  /** A thread that looked so recently has hardly got far since. */
  private static final long RECENT_NANOS = 10_000;

  /**
   * The same where the thread has looked already, unless it does something else: it has no time to
   * look, or the answer would be there before it looks for that.
   */
  private static final long RECENT_WAIT_NANOS = 4 * RECENT_NANOS;

  /** A hint, written and read by any thread without any order. */
  private @Nullable Look last;

  private record Look(long thread, long at) {}

  /**
   * To be called before anything is done for a caller.
   *
   * @throws StackOverflowError if there is no room
   */
  void require() {
    look(RECENT_NANOS);
  }

  /** Whether there is room for a round. */
  boolean suffices() {
    try {
      look(RECENT_WAIT_NANOS);
      return true;
    } catch (StackOverflowError end) {
      return false;
    }
  }

  private void look(long recent) {
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
