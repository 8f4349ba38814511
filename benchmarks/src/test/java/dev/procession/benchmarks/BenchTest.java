package dev.procession.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.procession.testing.LeakCheck;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.jr.ob.JSON;

@ExtendWith(LeakCheck.class)
class BenchTest {
  @Test
  void shouldListAllLines() {
    BenchRun run = BenchRun.of("--list");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .hasLineCount(79)
        .contains(
            "start.join",
            "start.idle-cpu",
            "pool.death",
            "sync.lock-4",
            "memory.counter",
            "channel.pipe-1kb",
            "manager.map-get-1");
  }

  @Test
  void shouldListOnlyWhatIsNamed() {
    BenchRun run = BenchRun.of("--list", "pool.death", "pool.ready");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out().lines().map(line -> line.substring(0, 10)))
        .containsExactly("pool.ready", "pool.death");
  }

  @Test
  void shouldRefuseANameThatIsNone() {
    BenchRun run = BenchRun.of("pool.nonsense");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .isEqualToIgnoringNewLines(
            "procession bench: no such benchmark: 'pool.nonsense'; --list shows them all");
  }

  @Test
  void shouldRefuseAnOptionThatIsNone() {
    BenchRun run = BenchRun.of("--fast");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).hasLineCount(1).startsWith("procession bench: Unknown option: '--fast'");
  }

  @Test
  void shouldMeasureBesideThreads() throws IOException {
    BenchRun run = BenchRun.of("pool.roundtrip", "--quick", "--json", "--peers", "threads");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out().lines()).hasSize(2);
    for (String line : run.out().lines().toList()) {
      assertThat(JSON.std.mapFrom(line))
          .containsEntry("peer", "threads")
          .containsEntry("unit", "us")
          .hasEntrySatisfying(
              "ours", value -> assertThat(((Number) value).doubleValue()).isPositive());
    }
  }

  @Test
  void shouldMeasureBesideCPython() throws Exception {
    assumeTrue(BenchRun.isInstalled("python3"), "python3 is not installed");
    BenchRun run = BenchRun.of("pool.roundtrip", "pool.death", "--quick", "--peers", "cpython");
    assertThat(run.exitCode()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out().lines().filter(line -> line.startsWith("pool.")))
        .satisfiesExactly(
            line -> assertThat(line).contains("pool.roundtrip.p50", "cpython-pool", "x"),
            line -> assertThat(line).contains("pool.roundtrip.p50", "cpython-executor", "x"),
            line -> assertThat(line).contains("pool.roundtrip.p99", "cpython-pool", "x"),
            line -> assertThat(line).contains("pool.roundtrip.p99", "cpython-executor", "x"),
            line -> assertThat(line).contains("pool.death", "cpython-executor", "x"));
  }
}
