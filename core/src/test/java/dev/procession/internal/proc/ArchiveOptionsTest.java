package dev.procession.internal.proc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which options of a JVM its archive of loaded classes depends on. */
class ArchiveOptionsTest {

  @Test
  void shouldNotDependOnWhatDoesNotMatter() {
    assertThat(kept("-XX:TieredStopAtLevel=1", "-XX:CompileThresholdScaling=3")).isEmpty();
    assertThat(kept("-Dname=value", "-Xms10m", "-Xlog:gc", "-ea", "-XX:ErrorFile=x", "-Xss1m"))
        .isEmpty();
  }

  @Test
  void shouldBeTheSameForAllWhoSayTheSame() {
    List<String> once = kept("-XX:+UseSerialGC", "--add-opens", "java.base/java.lang=ALL-UNNAMED");

    assertThat(
            kept(
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "-XX:-UseSerialGC",
                "-XX:+UseSerialGC",
                "--add-opens",
                "java.base/java.lang=ALL-UNNAMED"))
        .isEqualTo(once);
  }

  @Test
  void shouldUnlockOptionsBeforeTheyAreUsed() {
    assertThat(kept("-XX:ArchiveRelocationMode=0", "-XX:+UnlockDiagnosticVMOptions"))
        .containsExactly("-XX:+UnlockDiagnosticVMOptions", "-XX:ArchiveRelocationMode=0");
  }

  @Test
  void shouldTellHeapsApartOnlyByHowTheyAreAddressed() {
    assertThat(kept("-Xmx64m")).isEqualTo(kept("-XX:MaxHeapSize=2g")).isEqualTo(kept("-Xmx8G"));
    assertThat(kept("-Xmx64g")).containsExactly("-Xmx64g").isNotEqualTo(kept("-Xmx64m"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-javaagent:agent.jar",
        "-agentlib:jdwp=transport=dt_socket",
        "-XX:AOTCache=own.aot",
        "-Xshare:off",
        "--patch-module=java.base=patch",
        "-XX:+UseZGC",
        "@options"
      })
  void shouldSayWhatRulesOutAnArchive(String option) {
    assertThat(ArchiveOptions.of(List.of("-XX:-UsePerfData", option)).refusal())
        .contains("option=" + option);
  }

  private static List<String> kept(String... options) {
    ArchiveOptions found = ArchiveOptions.of(List.of(options));
    assertThat(found.refusal()).isNull();
    return found.kept();
  }

  @Test
  void shouldRefuseAnArchiveThatTheHeapHasNoRoomFor() {
    assertThat(ArchiveOptions.of(List.of("-Xmx2m")).refusal()).contains("-Xmx2m");
    assertThat(ArchiveOptions.of(List.of("-Xmx2097152")).refusal()).contains("too small");
    assertThat(ArchiveOptions.of(List.of("-Xmx4m")).refusal()).isNull();
  }
}
