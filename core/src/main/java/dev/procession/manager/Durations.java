package dev.procession.manager;

import java.time.Duration;

/** Durations of waits. */
final class Durations {
  private Durations() {}

  /** In nanoseconds: 292 years are for ever, less than zero is 0. */
  static long nanos(Duration duration) {
    try {
      return Math.max(0, duration.toNanos());
    } catch (ArithmeticException huge) {
      return duration.isNegative() ? 0 : Line.FOREVER;
    }
  }
}
