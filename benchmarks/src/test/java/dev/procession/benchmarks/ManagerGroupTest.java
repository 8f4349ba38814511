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
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Lines of the group {@code manager}, one of each kind, with all of its peers; most in the soak.
 */
@ExtendWith(LeakCheck.class)
class ManagerGroupTest {
  private static final Set<String> CPYTHON = Set.of("cpython");
  private static final Set<String> LATER = Set.of("procession-batch", "cpython");

  @BeforeAll
  static void requirePython() throws Exception {
    assumeTrue(BenchRun.isInstalled("python3"), "python3 is not installed");
  }

  @Test
  void shouldMeasureMaps() throws IOException {
    assertThat(BenchRun.peersOf("manager.map-get-1", "manager.map-put-async-4"))
        .containsOnly(
            Map.entry("manager.map-get-1", CPYTHON), Map.entry("manager.map-put-async-4", LATER));
  }

  @Test
  @Tag("soak")
  void shouldMeasureOverTheNetwork() throws IOException {
    assertThat(BenchRun.peersOf("manager.map-get-tcp-1"))
        .containsOnly(Map.entry("manager.map-get-tcp-1", Set.of("procession-async", "cpython")));
  }

  @Test
  @Tag("soak")
  void shouldMeasureQueues() throws IOException {
    assertThat(BenchRun.peersOf("manager.queue-4", "manager.queue-async-1"))
        .containsOnly(
            Map.entry("manager.queue-4", CPYTHON), Map.entry("manager.queue-async-1", LATER));
  }

  @Test
  @Tag("soak")
  void shouldMeasureCounters() throws IOException {
    assertThat(BenchRun.peersOf("manager.counter-1", "manager.counter-async-4"))
        .containsOnly(
            Map.entry("manager.counter-1", CPYTHON), Map.entry("manager.counter-async-4", LATER));
  }
}
