package dev.procession.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.procession.testing.LeakCheck;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;

/** All lines of the group, each with all of its peers; some in the soak only. */
@ExtendWith(LeakCheck.class)
class StartGroupTest {
  @BeforeAll
  static void requirePython() throws Exception {
    assumeTrue(BenchRun.isInstalled("python3"), "python3 is not installed");
  }

  @Test
  void shouldMeasureWarmStarts() throws IOException {
    Set<String> peers =
        Set.of(
            "procession-sustained",
            "procession-fork",
            "procession-thread",
            "cpython-fork",
            "cpython-forkserver");
    assertThat(BenchRun.peersOf("start.first-line", "start.join"))
        .containsExactlyEntriesOf(
            new TreeMap<>(Map.of("start.first-line", peers, "start.join", peers)));
  }

  @Test
  @Tag("soak")
  void shouldMeasureColdStarts() throws IOException {
    assertThat(BenchRun.peersOf("start.first-line-spawn", "start.join-spawn"))
        .containsExactlyEntriesOf(
            new TreeMap<>(
                Map.of(
                    "start.first-line-spawn",
                    Set.of("cpython-spawn", "java", "java-lean"),
                    "start.join-spawn",
                    Set.of("cpython-spawn", "java", "java-lean", "true"))));
  }

  @Test
  @Tag("soak")
  void shouldMeasurePools() throws IOException {
    assertThat(BenchRun.peersOf("start.pool4", "start.pool4-spawn"))
        .containsExactlyEntriesOf(
            new TreeMap<>(
                Map.of(
                    "start.pool4",
                    Set.of("cpython-fork", "cpython-forkserver"),
                    "start.pool4-spawn",
                    Set.of("cpython-spawn"))));
  }

  @Test
  @Tag("soak")
  @EnabledOnOs(OS.LINUX)
  void shouldLookAtIdleProcesses() throws IOException {
    Set<String> peers = Set.of("procession-spare", "java", "cpython-forkserver");
    assertThat(BenchRun.peersOf("start.idle-memory", "start.idle-cpu"))
        .containsExactlyEntriesOf(
            new TreeMap<>(Map.of("start.idle-memory", peers, "start.idle-cpu", peers)));
  }

  /** Whether there is an archive depends on the machine; without it the lines are left out. */
  @Test
  void shouldMeasureStartsFromAnArchiveWhereThereIsOne() {
    BenchRun run = BenchRun.of("start.join-aot", "--quick", "--peers", "none");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out() + run.err())
        .containsAnyOf(
            "start.join-aot: left out: children start without an archive of loaded classes",
            "start.join-aot         ms");
  }
}
