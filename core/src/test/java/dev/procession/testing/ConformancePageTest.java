package dev.procession.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.testing.ConformanceRow.Fit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ConformancePageTest {
  private static final List<ConformanceRow> ROWS =
      List.of(
          new ConformanceRow("T.map", "maps a|b", "pool", Fit.YES, ""),
          new ConformanceRow("T.abort", "aborts", "pool", Fit.ADAPT, "as close"),
          new ConformanceRow("T.late", "is late", "pool", Fit.YES, ""),
          new ConformanceRow("T.fork", "forks", "context", Fit.NO, "a JVM cannot fork"));
  private static final ConformanceNotes NOTES =
      ConformanceNotes.of(Map.of("pool", "not yet: soon", "T.late", "not yet: later"));

  @Test
  void shouldCountAndListRowsByArea() {
    var held =
        Map.of(
            "T.map",
            (Map<String, ConformanceOutcome>)
                new TreeMap<>(
                    Map.of(
                        "B.two", ConformanceOutcome.PASSED, "A.one", ConformanceOutcome.FAILED)));

    assertThat(new ConformancePage(ROWS, NOTES, held).text())
        .contains("| context | 1 | 0 | 0 | 0 | 0 | 1 |\n| pool | 3 | 0 | 1 | 0 | 2 | 0 |\n")
        .contains("| **all** | 4 | 0 | 1 | 0 | 2 | 1 |\n")
        .contains("| `T.map` | maps a\\|b | `A.one`<br>`B.two` | failed |\n")
        .contains("| `T.abort` | aborts | — | not yet: soon |\n")
        .contains("| `T.late` | is late | — | not yet: later |\n")
        .contains("| `T.fork` | forks | — | not for Java: a JVM cannot fork |\n");
  }

  @Test
  void shouldCountTheWorstOutcomeOfARow() {
    assertThat(ConformanceOutcome.PASSED.and(ConformanceOutcome.SKIPPED))
        .isEqualTo(ConformanceOutcome.SKIPPED);
    assertThat(ConformanceOutcome.FAILED.and(ConformanceOutcome.SKIPPED))
        .isEqualTo(ConformanceOutcome.FAILED);
  }
}
