package dev.procession.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.benchmarks.harness.Comparison;
import dev.procession.benchmarks.harness.Spread;
import dev.procession.benchmarks.harness.Unit;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SavedRunTest {
  private static final Environment ENVIRONMENT =
      new Environment(
          LocalDate.of(2026, 1, 2),
          4,
          "Acme(R) Fast(TM) CPU @ 2.50GHz",
          "Linux 6.1 amd64",
          0.25,
          "25.0.1, Acme",
          "Python 3.11.7",
          "0123456789ab");

  @Test
  void shouldKeepFiguresWithTheirEnvironment(@TempDir Path parent) throws IOException {
    Path directory = run(parent);

    assertThat(directory).isEqualTo(parent.resolve("2026-01-02-acme-fast-2.50ghz-4cpu"));
    assertThat(directory.resolve("pool.jsonl"))
        .content()
        .startsWith("{\"name\":\"pool.x\"")
        .hasLineCount(1);
    assertThat(directory.resolve("summary.md"))
        .content()
        .contains(
            "Commit   0123456789ab",
            "Load     0.3",
            "JDK      25.0.1, Acme",
            "Stolen   26 %",
            "| pool.x | ms | 1.00 |");
  }

  @Test
  void shouldNeverOverwriteAnEarlierRun(@TempDir Path parent) throws IOException {
    assertThat(run(parent)).isNotEqualTo(run(parent));
  }

  private static Path run(Path parent) throws IOException {
    SavedRun run = new SavedRun(parent);
    run.begin(ENVIRONMENT);
    run.end(0.256);
    run.add(new Comparison("pool.x", Unit.MILLISECONDS, Spread.of(1), null, null, null));
    return run.save();
  }
}
