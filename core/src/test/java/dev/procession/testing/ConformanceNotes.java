package dev.procession.testing;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Why rows are not met: {@code conformance/notes.tsv}, whose lines are a row id or the name of an
 * area, a tab, and the reason. The reason of an area counts for each of its rows without one.
 */
final class ConformanceNotes {
  private final Map<String, String> reasons;

  private ConformanceNotes(Map<String, String> reasons) {
    this.reasons = reasons;
  }

  /** Reads the file. */
  static ConformanceNotes load() {
    return of(
        TestResource.lines("/conformance/notes.tsv")
            .filter(line -> !line.isBlank())
            .map(line -> line.split("\t", 2))
            .collect(Collectors.toMap(cells -> cells[0], cells -> cells[1])));
  }

  static ConformanceNotes of(Map<String, String> reasons) {
    return new ConformanceNotes(Map.copyOf(reasons));
  }

  /** Why no test holds {@code row}. */
  String reason(ConformanceRow row) {
    if (row.fit() == ConformanceRow.Fit.NO) {
      return "not for Java: " + row.how();
    }
    String area = reasons.getOrDefault(row.area(), "not yet");
    return reasons.getOrDefault(row.id(), area);
  }

  /** The row ids and areas that have a reason. */
  Set<String> keys() {
    return reasons.keySet();
  }
}
