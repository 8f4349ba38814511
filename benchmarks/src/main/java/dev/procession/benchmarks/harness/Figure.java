package dev.procession.benchmarks.harness;

import org.jspecify.annotations.Nullable;

/**
 * One number that a line gives: a quantile of what was measured, in some unit.
 *
 * @param suffix tells the figures of one line apart; empty if there is only one
 * @param quantile 0.5 for the median
 * @param unit what the number counts in
 * @param target what {@code ours} is to reach; null if nothing was promised
 */
public record Figure(String suffix, double quantile, Unit unit, @Nullable Double target) {

  /** The median of a line that has no other figure. */
  public static Figure typical(Unit unit, double target) {
    return new Figure("", 0.5, unit, target);
  }

  /** As {@link #typical(Unit, double)}, where nothing was promised. */
  public static Figure typical(Unit unit) {
    return new Figure("", 0.5, unit, null);
  }

  /** The figure's full name, given that of its line. */
  public String name(String line) {
    return suffix.isEmpty() ? line : line + "." + suffix;
  }

  /** The number itself. */
  double of(Samples measured) {
    return unit.of(measured.quantile(quantile));
  }
}
