package dev.procession.benchmarks.report;

import dev.procession.benchmarks.harness.Comparison;
import dev.procession.benchmarks.harness.Spread;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.jr.ob.JSON;

/** One JSON object a line, all with the same fields; null stands for what there is not. */
public final class JsonReport implements Report {
  private static final JSON WITH_NULLS = JSON.std.with(JSON.Feature.WRITE_NULL_PROPERTIES);
  private static final MathContext DIGITS = new MathContext(6, RoundingMode.HALF_EVEN);

  private final PrintStream out;

  /** Writes to a stream, which stays open. */
  public JsonReport(PrintStream out) {
    this.out = out;
  }

  /** Nothing: the lines are uniform. */
  @Override
  public void begin(Environment environment) {}

  @Override
  public void add(Comparison comparison) {
    out.println(line(comparison));
    out.flush();
  }

  /** Nothing: the lines are uniform. */
  @Override
  public void end(double stolen) {}

  /** A comparison as JSON, without line separator. */
  static String line(Comparison comparison) {
    Spread ours = comparison.ours();
    Spread theirs = comparison.theirs();
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("name", comparison.name());
    fields.put("unit", comparison.unit().symbol());
    fields.put("better", comparison.unit().higherIsBetter() ? "higher" : "lower");
    fields.put("ours", number(ours.median()));
    fields.put("peer", comparison.peer());
    fields.put("theirs", theirs == null ? null : number(theirs.median()));
    fields.put("ratio", number(comparison.ratio()));
    fields.put("target", number(comparison.target()));
    fields.put("met", comparison.met());
    fields.put("rounds", ours.rounds());
    fields.put("ours_min", number(ours.least()));
    fields.put("ours_max", number(ours.most()));
    fields.put("theirs_min", theirs == null ? null : number(theirs.least()));
    fields.put("theirs_max", theirs == null ? null : number(theirs.most()));
    return WITH_NULLS.asString(fields);
  }

  /** Six digits, without exponent, and without a fraction where it says nothing. */
  private static @Nullable Number number(@Nullable Double value) {
    if (value == null) {
      return null;
    }
    double rounded = new BigDecimal(value).round(DIGITS).doubleValue();
    return rounded == Math.rint(rounded) ? (Number) (long) rounded : (Number) rounded;
  }
}
