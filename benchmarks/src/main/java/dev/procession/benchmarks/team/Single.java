package dev.procession.benchmarks.team;

import dev.procession.benchmarks.harness.Contestant;
import dev.procession.benchmarks.harness.Local;

/** One thread that has the thing for itself. */
public final class Single {
  private Single() {}

  /**
   * Makes a contestant that gives the seconds for one operation.
   *
   * @param resource closed with the contestant
   * @param times how many operations are timed together, many where each is quick
   */
  public static Contestant of(AutoCloseable resource, int times, Burst burst) {
    return Local.of(
        resource,
        ignored -> {
          long start = System.nanoTime();
          burst.run(times);
          return Local.since(start) / times;
        });
  }
}
