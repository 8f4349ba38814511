package dev.procession.benchmarks.harness;

import java.util.Arrays;

/** Measured values in ascending order. Immutable. */
final class Samples {
  private final double[] sorted;

  /**
   * Copies and sorts.
   *
   * @throws IllegalArgumentException if there are none
   */
  Samples(double[] values) {
    if (values.length == 0) {
      throw new IllegalArgumentException("no samples");
    }
    sorted = values.clone();
    Arrays.sort(sorted);
  }

  /** The value below which the given share of all values lies; between two values, a mixture. */
  double quantile(double share) {
    double position = share * (sorted.length - 1);
    int below = (int) Math.floor(position);
    int above = (int) Math.ceil(position);
    return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
  }

  double least() {
    return sorted[0];
  }

  double most() {
    return sorted[sorted.length - 1];
  }
}
