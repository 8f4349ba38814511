package dev.procession.benchmarks.report;

import dev.procession.benchmarks.harness.Comparison;
import dev.procession.benchmarks.harness.Spread;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A comparison as the cells of a table. */
final class Row {
  /** Above the cells. */
  static final List<String> TITLES =
      List.of(
          "figure",
          "unit",
          "ours",
          "min..max",
          "peer",
          "theirs",
          "min..max",
          "ratio",
          "target",
          "met");

  /** Stands for what there is not. */
  private static final String NOTHING = "-";

  private Row() {}

  static List<String> cells(Comparison comparison) {
    Double ratio = comparison.ratio();
    Boolean met = comparison.met();
    String peer = comparison.peer();
    return List.of(
        comparison.name(),
        comparison.unit().symbol(),
        number(comparison.ours().median()),
        range(comparison.ours()),
        peer == null ? NOTHING : peer,
        comparison.theirs() == null ? NOTHING : number(comparison.theirs().median()),
        range(comparison.theirs()),
        ratio == null ? NOTHING : number(ratio) + "x",
        number(comparison.target()),
        met == null ? NOTHING : met ? "yes" : "no");
  }

  private static String range(@Nullable Spread spread) {
    return spread == null ? NOTHING : number(spread.least()) + ".." + number(spread.most());
  }

  /** Three digits, and k or M for thousands or millions. */
  static String number(@Nullable Double value) {
    if (value == null) {
      return NOTHING;
    }
    if (value >= 999_500) {
      return digits(value / 1e6) + "M";
    }
    return value >= 9_995 ? digits(value / 1e3) + "k" : digits(value);
  }

  private static String digits(double value) {
    String format =
        value < 0.9995 ? "%.3f" : value < 9.995 ? "%.2f" : value < 99.95 ? "%.1f" : "%.0f";
    return String.format(Locale.ROOT, format, value);
  }
}
