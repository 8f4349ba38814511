package dev.procession.benchmarks.report;

import dev.procession.benchmarks.harness.Comparison;
import java.io.PrintStream;
import java.util.List;

/** A table for a terminal, in columns of fixed width so that each row can be shown at once. */
public final class TextReport implements Report {
  private final PrintStream out;

  /** Writes to a stream, which stays open. */
  public TextReport(PrintStream out) {
    this.out = out;
  }

  @Override
  public void begin(Environment environment) {
    environment.lines().forEach(out::println);
    out.println();
    print(Row.TITLES);
  }

  @Override
  public void add(Comparison comparison) {
    print(Row.cells(comparison));
  }

  @Override
  public void end(double stolen) {
    out.println();
    out.println(StolenTime.line(stolen));
  }

  private void print(List<String> cells) {
    out.println("%-22s %-8s %7s %-16s %-20s %7s %-16s %8s %7s %4s".formatted(cells.toArray()));
    out.flush();
  }
}
