package dev.procession.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.procession.testing.LeakCheck;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;

/** Lines of the groups {@code sync} and {@code memory}, each with all of its peers. */
@ExtendWith(LeakCheck.class)
class SharedGroupsTest {
  private static final Set<String> BOTH = Set.of("cpython", "threads");

  @BeforeAll
  static void requirePython() throws Exception {
    assumeTrue(BenchRun.isInstalled("python3"), "python3 is not installed");
  }

  @Test
  void shouldMeasureWhatOneThreadDoes() throws IOException {
    assertThat(BenchRun.peersOf("sync.lock", "sync.reentrant-lock", "sync.semaphore"))
        .containsOnlyKeys("sync.lock", "sync.reentrant-lock", "sync.semaphore")
        .allSatisfy((name, peers) -> assertThat(peers).isEqualTo(BOTH));
  }

  @Test
  @Tag("soak")
  void shouldMeasureTeams() throws IOException {
    assertThat(BenchRun.peersOf("sync.lock-4", "sync.fair-lock-4", "memory.counter-4"))
        .containsOnly(
            Map.entry("sync.lock-4", BOTH),
            Map.entry("sync.fair-lock-4", Set.of("threads")),
            Map.entry("memory.counter-4", BOTH));
  }

  @Test
  @Tag("soak")
  void shouldMeasureWhoWaitsForOthers() throws IOException {
    assertThat(BenchRun.peersOf("sync.event", "sync.condition", "sync.barrier-4"))
        .containsOnly(
            Map.entry("sync.event", Set.of("cpython")),
            Map.entry("sync.condition", BOTH),
            Map.entry("sync.barrier-4", BOTH));
  }

  @Test
  @Tag("soak")
  @EnabledOnOs(OS.LINUX)
  void shouldLookAtThoseWhoWait() throws IOException {
    assertThat(BenchRun.peersOf("sync.idle-waiters"))
        .containsOnly(Map.entry("sync.idle-waiters", Set.of("java-parked", "cpython")));
  }

  @Test
  void shouldMeasureMemory() throws IOException {
    assertThat(
            BenchRun.peersOf(
                "memory.counter",
                "memory.element",
                "memory.make-long",
                "memory.make-lock",
                "memory.create-1mb",
                "memory.attach",
                "memory.copy-64mb"))
        .hasSize(7)
        .containsEntry("memory.counter", BOTH)
        .containsEntry("memory.element", BOTH)
        .containsEntry("memory.attach", Set.of("cpython"))
        .containsEntry(
            "memory.copy-64mb", Set.of("java-native", "cpython-shared", "cpython-bytes"));
  }
}
