package dev.procession.benchmarks.report;

import dev.procession.benchmarks.harness.Comparison;

/** Takes the comparisons of a run as they come. */
public interface Report {

  /** Called once, before the first comparison. */
  void begin(Environment environment);

  /** One more comparison. */
  void add(Comparison comparison);

  /**
   * Called once, after the last comparison.
   *
   * @param stolen the share of this machine's processor time that others had during the run
   */
  void end(double stolen);
}
