package dev.procession.benchmarks.harness;

/** What a figure counts in, and whether more of it is better. */
public enum Unit {
  /** Rate of the items of a map. */
  ITEMS_PER_SECOND("items/s", true, 1),
  /** Rate of single tasks. */
  TASKS_PER_SECOND("tasks/s", true, 1),
  /** Rate of whatever is done again and again. */
  OPERATIONS_PER_SECOND("ops/s", true, 1),
  /** Rate of bytes. */
  GIGABYTES_PER_SECOND("GB/s", true, 1e-9),
  /** Time. */
  NANOSECONDS("ns", false, 1e9),
  /** Time. */
  MICROSECONDS("us", false, 1e6),
  /** Time. */
  MILLISECONDS("ms", false, 1e3),
  /** Memory. */
  MEGABYTES("MB", false, 1e-6);

  private final String symbol;
  private final boolean higherIsBetter;
  private final double perOne;

  Unit(String symbol, boolean higherIsBetter, double perOne) {
    this.symbol = symbol;
    this.higherIsBetter = higherIsBetter;
    this.perOne = perOne;
  }

  /** As it is printed. */
  public String symbol() {
    return symbol;
  }

  /** True for rates, false for what one would rather not spend. */
  public boolean higherIsBetter() {
    return higherIsBetter;
  }

  /**
   * What was measured, in this unit.
   *
   * @param measured seconds for one piece of work or one byte, as a time or for a rate; bytes
   */
  public double of(double measured) {
    return higherIsBetter ? perOne / measured : measured * perOne;
  }

  /** How many times better the first value is than the second; above 1 if it is better. */
  public double ratio(double ours, double theirs) {
    return higherIsBetter ? ours / theirs : theirs / ours;
  }

  /** Whether a value is as good as a target, or better. */
  public boolean meets(double value, double target) {
    return higherIsBetter ? value >= target : value <= target;
  }
}
