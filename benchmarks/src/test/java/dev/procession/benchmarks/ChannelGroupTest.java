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

/**
 * Lines of the group {@code channel}, one of each kind, with all of its peers; most in the soak.
 */
@ExtendWith(LeakCheck.class)
class ChannelGroupTest {
  @BeforeAll
  static void requirePython() throws Exception {
    assumeTrue(BenchRun.isInstalled("python3"), "python3 is not installed");
  }

  @Test
  @Tag("soak")
  void shouldMeasureQueues() throws IOException {
    assertThat(BenchRun.peersOf("channel.queue-ints-1-1", "channel.queue-1kb-2-2"))
        .containsOnly(
            Map.entry(
                "channel.queue-ints-1-1",
                Set.of(
                    "procession-unbounded",
                    "cpython-queue",
                    "cpython-simple",
                    "agrona-ring",
                    "aeron-ipc",
                    "java-unix",
                    "threads")),
            Map.entry(
                "channel.queue-1kb-2-2",
                Set.of("procession-unbounded", "cpython-queue", "cpython-simple")));
  }

  @Test
  @Tag("soak")
  void shouldMeasureManyAtATime() throws IOException {
    assertThat(BenchRun.peersOf("channel.queue-bulk-1-1"))
        .containsOnly(Map.entry("channel.queue-bulk-1-1", Set.of("cpython-list", "agrona-ring")));
  }

  @Test
  void shouldMeasurePipes() throws IOException {
    Set<String> peers = Set.of("cpython-pipe", "java-unix", "agrona-ring", "aeron-ipc");
    assertThat(BenchRun.peersOf("channel.pipe-1mb", "channel.pipe-asleep-32b"))
        .containsOnly(
            Map.entry("channel.pipe-1mb", peers), Map.entry("channel.pipe-asleep-32b", peers));
  }

  @Test
  @Tag("soak")
  void shouldMeasureConnections() throws IOException {
    assertThat(BenchRun.peersOf("channel.connection-unix", "channel.connection-tcp"))
        .containsOnly(
            Map.entry("channel.connection-unix", Set.of("cpython-listener", "java-unix")),
            Map.entry("channel.connection-tcp", Set.of("cpython-listener", "java-tcp")));
  }

  @Test
  @Tag("soak")
  @EnabledOnOs(OS.LINUX)
  void shouldLookAtThoseWhoWait() throws IOException {
    assertThat(BenchRun.peersOf("channel.idle-readers"))
        .containsOnly(Map.entry("channel.idle-readers", Set.of("java-parked", "cpython")));
  }
}
