package dev.procession.benchmarks.channel;

import java.io.Serializable;
import java.time.Duration;

/**
 * When a message sets out.
 *
 * @param pause how long nobody does anything before
 * @param turns how many times it goes to and fro then
 */
record Rhythm(Duration pause, int turns) implements Serializable {
  private static final long serialVersionUID = 1;

  /** As soon as it is back: both sides are awake. Looking at the clock takes a part of a trip. */
  static final Rhythm AWAKE = new Rhythm(Duration.ZERO, 16);

  /** The same for what takes long. */
  static final Rhythm LARGE = new Rhythm(Duration.ZERO, 1);

  /** When the other side sleeps, and the processor perhaps, too. */
  static final Rhythm ASLEEP = new Rhythm(Duration.ofMillis(2), 1);

  void rest() throws InterruptedException {
    if (pause.isPositive()) {
      Thread.sleep(pause);
    }
  }
}
