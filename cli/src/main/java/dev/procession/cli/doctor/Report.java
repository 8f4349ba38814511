package dev.procession.cli.doctor;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** Prints facts line by line and remembers which of them are faults. */
final class Report {
  private static final String ROW = "%-18s %s%n";

  private final PrintStream out;
  private final List<String> faults = new ArrayList<>();

  Report(PrintStream out) {
    this.out = out;
  }

  /** A fact. */
  void fact(String name, String value) {
    out.printf(ROW, name, value);
  }

  /** More about the fact before. */
  void more(String value) {
    out.printf(ROW, "", value);
  }

  /** Something without which children cannot be started, or not as they should be. */
  void fault(String name, String value) {
    out.printf(ROW, name, "BROKEN: " + value);
    faults.add(name);
  }

  /** The names of what is broken. */
  List<String> faults() {
    return List.copyOf(faults);
  }
}
