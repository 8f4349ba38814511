package dev.procession.testing;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The text of {@code docs/conformance.md}: counts, then one table per area. The same rows, notes
 * and outcomes give the same text.
 *
 * @param rows all behaviours, in the order they are shown within their area
 * @param notes why rows are not met
 * @param held row id to test to outcome, sorted by test
 */
record ConformancePage(
    List<ConformanceRow> rows,
    ConformanceNotes notes,
    Map<String, Map<String, ConformanceOutcome>> held) {

  private static final String TOP =
      """
      # Conformance

      Each row is a behaviour that CPython's own tests of `multiprocessing` and `concurrent.futures`
      check, under the name of the Python test, beside the tests of Procession that hold it. A full
      run of the tests writes this page: do not edit it.

      """;

  /** The whole page. */
  String text() {
    var areas = rows.stream().collect(groupingBy(ConformanceRow::area, TreeMap::new, toList()));
    var page = new StringBuilder(TOP);
    heading(page, "Area", "Rows", "Passed", "Failed", "Skipped", "Not yet", "Not for Java");
    areas.forEach((area, inArea) -> counts(page, area, inArea));
    counts(page, "**all**", rows);
    areas.forEach((area, inArea) -> area(page, area, inArea));
    return page.toString();
  }

  private void counts(StringBuilder page, String name, List<ConformanceRow> in) {
    long none = in.stream().filter(row -> outcome(row).isEmpty() && isForJava(row)).count();
    long notForJava = in.stream().filter(row -> outcome(row).isEmpty() && !isForJava(row)).count();
    line(
        page,
        name,
        in.size(),
        count(in, ConformanceOutcome.PASSED),
        count(in, ConformanceOutcome.FAILED),
        count(in, ConformanceOutcome.SKIPPED),
        none,
        notForJava);
  }

  private long count(List<ConformanceRow> in, ConformanceOutcome outcome) {
    return in.stream().filter(row -> outcome(row).equals(Optional.of(outcome))).count();
  }

  private void area(StringBuilder page, String name, List<ConformanceRow> in) {
    page.append("\n## ").append(name).append("\n\n");
    heading(page, "Row", "Behaviour", "Tests", "Result, or why not");
    for (ConformanceRow row : in) {
      line(page, code(row.id()), row.behaviour(), tests(row), result(row));
    }
  }

  private String tests(ConformanceRow row) {
    var tests = outcomes(row).keySet();
    return tests.isEmpty()
        ? "—"
        : String.join("<br>", tests.stream().map(ConformancePage::code).toList());
  }

  private String result(ConformanceRow row) {
    return outcome(row)
        .map(outcome -> outcome.name().toLowerCase(Locale.ROOT))
        .orElseGet(() -> notes.reason(row));
  }

  private Optional<ConformanceOutcome> outcome(ConformanceRow row) {
    return outcomes(row).values().stream().reduce(ConformanceOutcome::and);
  }

  private Map<String, ConformanceOutcome> outcomes(ConformanceRow row) {
    return held.getOrDefault(row.id(), Map.of());
  }

  private static boolean isForJava(ConformanceRow row) {
    return row.fit() != ConformanceRow.Fit.NO;
  }

  private static String code(String text) {
    return "`" + text + "`";
  }

  private static void heading(StringBuilder page, Object... cells) {
    line(page, cells);
    line(page, Collections.nCopies(cells.length, "---").toArray());
  }

  private static void line(StringBuilder page, Object... cells) {
    for (Object cell : cells) {
      page.append("| ").append(cell.toString().replace("|", "\\|")).append(' ');
    }
    page.append("|\n");
  }
}
