package dev.procession.testing;

import java.util.List;

/**
 * One behaviour that CPython's own tests check: a line of {@code conformance/cpython.tsv}.
 *
 * @param id test class, a dot, test method
 * @param behaviour what must hold, in one sentence
 * @param area the part of the library it is about
 * @param fit how it carries over to Java
 * @param how for {@code ADAPT} the Java form of it, for {@code NO} why there is none, else empty
 */
record ConformanceRow(String id, String behaviour, String area, Fit fit, String how) {

  /** How a behaviour carries over to Java. */
  enum Fit {
    /** As it is. */
    YES,
    /** In a form of its own. */
    ADAPT,
    /** Not at all. */
    NO
  }

  /** All rows, in the order of the file. */
  static List<ConformanceRow> all() {
    return TestResource.lines("/conformance/cpython.tsv")
        .skip(1)
        .map(ConformanceRow::parse)
        .toList();
  }

  private static ConformanceRow parse(String line) {
    String[] cells = line.split("\t", -1);
    if (cells.length != 8) {
      throw new IllegalArgumentException("8 cells expected, found " + cells.length + ": " + line);
    }
    String test = cells[1].replaceFirst(" .*", ""); // "test_a (x2)": two variants of one test
    return new ConformanceRow(cells[0] + "." + test, cells[2], cells[3], fit(cells[4]), cells[5]);
  }

  private static Fit fit(String cell) {
    return switch (cell) {
      case "yes" -> Fit.YES;
      case "adapt" -> Fit.ADAPT;
      case "no" -> Fit.NO;
      default -> throw new IllegalArgumentException("yes, adapt or no expected: " + cell);
    };
  }
}
