package dev.procession.benchmarks.harness;

import java.time.Duration;

/** How much time a run spends. */
public enum Effort {
  /** For figures that are kept. */
  FULL(Duration.ofSeconds(4), 7, Duration.ofMillis(500)),
  /** To see that everything works. */
  QUICK(Duration.ofMillis(200), 3, Duration.ofMillis(50));

  private final Duration warmUp;
  private final int rounds;
  private final Duration round;

  Effort(Duration warmUp, int rounds, Duration round) {
    this.warmUp = warmUp;
    this.rounds = rounds;
    this.round = round;
  }

  /** How long each contestant works before anything counts, given the share a line needs. */
  Duration warmUp(double share) {
    return Duration.ofNanos((long) (share * warmUp.toNanos()));
  }

  /** How many turns each contestant has. */
  int rounds() {
    return rounds;
  }

  /** How long a turn is. */
  Duration round() {
    return round;
  }
}
