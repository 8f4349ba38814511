package dev.procession.testing;

/**
 * What came of a test, or of all tests that hold one row. Ordered from best to worst: of several,
 * the worst counts.
 */
enum ConformanceOutcome {
  /** Ran and held. */
  PASSED,
  /** Did not run here: disabled, or an assumption did not hold. */
  SKIPPED,
  /** Ran and did not hold. */
  FAILED;

  /** The worse of the two. */
  ConformanceOutcome and(ConformanceOutcome other) {
    return compareTo(other) >= 0 ? this : other;
  }
}
