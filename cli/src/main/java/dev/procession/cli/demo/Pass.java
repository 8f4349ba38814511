package dev.procession.cli.demo;

import java.time.Duration;

/**
 * One pass over classes, and how it went.
 *
 * @param workers how many worker processes did it
 * @param step every how many-th class was taken; 1 for all
 * @param totals what was found
 * @param elapsed from opening the pool to the last result
 * @param workerTime processor time of all workers
 * @param killed how many workers were killed meanwhile
 */
record Pass(
    int workers, int step, Totals totals, Duration elapsed, Duration workerTime, int killed) {

  /** Classes per second. */
  double rate() {
    return totals.all().classes() / seconds();
  }

  /** How long it took. */
  double seconds() {
    return elapsed.toNanos() / 1e9;
  }

  /** How many processors the workers kept busy on average. */
  double busyProcessors() {
    return (double) workerTime.toNanos() / elapsed.toNanos();
  }
}
