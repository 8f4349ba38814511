package dev.procession.pool;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Ends a call when its time is up; a timer of the loop for as long as the call goes on. */
final class Deadline {
  private final PoolLoop loop;

  /** Null before the loop has heard of it, and when the call is over. The loop's. */
  private Timers.@Nullable Timer timer;

  /** Whether the call is over. The loop's. */
  private boolean over;

  private Deadline(PoolLoop loop) {
    this.loop = loop;
  }

  /**
   * Begins to count, now.
   *
   * @param limit null for a call without a deadline
   * @param expire ends the call; done with the loop's turn, so it must not run user code
   * @return null without a limit
   */
  static @Nullable Deadline start(PoolLoop loop, @Nullable Duration limit, Runnable expire) {
    if (limit == null) {
      return null;
    }
    var deadline = new Deadline(loop);
    long at = System.nanoTime() + Timers.nanos(limit);
    loop.post(
        () -> {
          if (!deadline.over) {
            deadline.timer = loop.at(at, expire);
          }
        });
    return deadline;
  }

  /** The call is over: nothing refers to it any more. */
  void end() {
    loop.post(
        () -> {
          over = true;
          Timers.cancel(timer);
          timer = null;
        });
  }
}
