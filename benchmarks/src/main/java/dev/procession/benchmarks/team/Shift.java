package dev.procession.benchmarks.team;

import java.io.Serializable;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * When all members of a team begin and end, by {@link System#nanoTime()}, which all JVMs of a
 * machine read alike. They sleep until it begins, so nobody takes the processor from those who are
 * still on their way.
 */
record Shift(long start, long end) implements Serializable {
  private static final long serialVersionUID = 1;

  /** Long enough for every member to hear of it. */
  private static final Duration NOTICE = Duration.ofMillis(20);

  /** The clock is looked at after as many operations. It takes as long as one or two of them. */
  private static final int BURST = 64;

  /** The next one. */
  static Shift of(Duration time) {
    long start = System.nanoTime() + NOTICE.toNanos();
    return new Shift(start, start + time.toNanos());
  }

  /** What a member does; returns how many operations it has done. */
  long work(Burst burst) throws Exception {
    for (long left = start - System.nanoTime(); left > 0; left = start - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
    long done = 0;
    while (System.nanoTime() - end < 0) {
      burst.run(BURST);
      done += BURST;
    }
    return done;
  }

  /** The seconds that one operation took, if all members together did so many. */
  double secondsEach(long done) {
    if (done == 0) {
      throw new IllegalStateException("nobody has done anything: nanos=" + (end - start));
    }
    return (end - start) / 1e9 / done;
  }
}
