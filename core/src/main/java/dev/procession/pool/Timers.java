package dev.procession.pool;

import dev.procession.internal.proc.Waits;
import java.time.Duration;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Things to do at a time. Used by the loop alone. */
final class Timers {
  /** The next one first; of those at the same time, the oldest. */
  private final TreeSet<Timer> timers = new TreeSet<>(Timers::compare);

  private long made;

  /** One of them. */
  final class Timer {
    private final long at;
    private final long number = made++;
    private final Runnable action;

    private Timer(long at, Runnable action) {
      this.at = at;
      this.action = action;
    }

    /** Does not do it after all, and forgets it. Harmless if it has been done. */
    private void cancel() {
      timers.remove(this);
    }
  }

  /** Cancels a timer, if there is one. */
  static void cancel(@Nullable Timer timer) {
    if (timer != null) {
      timer.cancel();
    }
  }

  private static int compare(Timer a, Timer b) {
    // Times wrap around, so that only their difference says which is first.
    return a.at == b.at ? Long.compare(a.number, b.number) : Long.signum(a.at - b.at);
  }

  /** Does something when {@link System#nanoTime()} has reached {@code at}. */
  Timer at(long at, Runnable action) {
    var timer = new Timer(at, action);
    timers.add(timer);
    return timer;
  }

  /** Does something after a time. */
  Timer after(Duration delay, Runnable action) {
    return at(System.nanoTime() + nanos(delay), action);
  }

  /** Does what is due. */
  void fire() {
    // Read once: what is done here may ask for more, and must not keep the loop from its messages.
    long now = System.nanoTime();
    while (!timers.isEmpty() && timers.first().at - now <= 0) {
      timers.removeFirst().action.run();
    }
  }

  /** When the next is due; if there is none, after half the range of times. */
  long next() {
    return timers.isEmpty() ? System.nanoTime() + Long.MAX_VALUE / 2 : timers.first().at;
  }

  /**
   * A duration as nanoseconds, at most half of their range, so that adding it to a time does not
   * overflow the comparison.
   */
  static long nanos(Duration duration) {
    return Math.min(Waits.nanos(duration), Long.MAX_VALUE / 2);
  }
}
