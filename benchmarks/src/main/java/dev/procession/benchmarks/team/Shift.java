package dev.procession.benchmarks.team;

import java.io.Serializable;
import java.time.Duration;

/** When all members of a team begin and end. */
record Shift(Start start, long end) implements Serializable {
  private static final long serialVersionUID = 1;

  /** The clock is looked at after as many operations. It takes as long as one or two of them. */
  private static final int BURST = 64;

  /** The next one. */
  static Shift of(Duration time) {
    Start start = Start.soon();
    return new Shift(start, start.nanos() + time.toNanos());
  }

  /** What a member does; returns how many operations it has done. */
  long work(Burst burst) throws Exception {
    start.await();
    long done = 0;
    while (System.nanoTime() - end < 0) {
      burst.run(BURST);
      done += BURST;
    }
    return done;
  }

  /** The seconds that one operation took, if all members together did so many. */
  double secondsEach(long done) {
    long nanos = end - start.nanos();
    if (done == 0) {
      throw new IllegalStateException("nobody has done anything: nanos=" + nanos);
    }
    return nanos / 1e9 / done;
  }
}
