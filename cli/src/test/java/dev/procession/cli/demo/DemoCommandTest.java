package dev.procession.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.cli.ExitCode;
import dev.procession.cli.testing.Command;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.jr.ob.JSON;

/** One module is enough here; the whole image takes some seconds more. */
class DemoCommandTest {
  @TempDir Path directory;

  @Test
  void shouldPrintTables() {
    try (var demo =
        Command.start(directory, "demo", "--module", "java.logging", "--workers", "2")) {
      assertThat(demo.exitCode()).as(demo.err()).isEqualTo(ExitCode.SUCCESS);
      assertThat(demo.out())
          .contains("java.logging", "longest methods", "2 workers, all classes", "speed-up")
          .containsPattern("verification errors +0\n");
    }
  }

  @Test
  void shouldFindTheSameInChaos() {
    try (var demo = Command.start(directory, "demo", "--chaos", "--json", "--module", "java.xml")) {
      assertThat(demo.exitCode()).as(demo.err()).isEqualTo(ExitCode.SUCCESS);
      Map<String, Object> document = JSON.std.mapFrom(demo.out());
      assertThat(document.get("chaos"))
          .asInstanceOf(InstanceOfAssertFactories.MAP)
          .containsEntry("sameFigures", true)
          .containsEntry("checksum", document.get("checksum"))
          .hasEntrySatisfying("killed", killed -> assertThat((Integer) killed).isPositive());
    }
  }

  @Test
  void shouldStopOnCtrlC() {
    try (var demo = Command.start(directory, "demo", "--progress", "off")) {
      Awaitility.await().atMost(Duration.ofSeconds(60)).until(demo::hasWorkers);
      demo.signal("INT");

      assertThat(demo.exitCode()).isEqualTo(130);
      assertThat(demo.err()).isEqualTo("procession: interrupted\n");
    }
  }
}
