package dev.procession.pool;

import java.util.PriorityQueue;

/**
 * Things to do at a time. Used by the loop alone. Nothing is ever removed early: what is no longer
 * wanted finds that out when its time has come.
 */
final class Timers {
  private final PriorityQueue<Timer> timers =
      new PriorityQueue<>((a, b) -> Long.signum(a.at - b.at));

  /** One of them. */
  private record Timer(long at, Runnable action) {}

  /** Does something when {@link System#nanoTime()} has reached {@code at}. */
  void at(long at, Runnable action) {
    timers.add(new Timer(at, action));
  }

  /** Does what is due. */
  void fire() {
    while (!timers.isEmpty() && timers.element().at - System.nanoTime() <= 0) {
      timers.remove().action.run();
    }
  }

  /**
   * Milliseconds until the next is due, rounded up; 0 if there is none, which is how selectors say
   * so.
   */
  long millisToNext() {
    if (timers.isEmpty()) {
      return 0;
    }
    long nanos = timers.element().at - System.nanoTime();
    return Math.max(1, (nanos + 999_999) / 1_000_000);
  }
}
