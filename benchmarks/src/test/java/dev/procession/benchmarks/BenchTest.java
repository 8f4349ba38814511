package dev.procession.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.procession.testing.LeakCheck;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.jr.ob.JSON;

@ExtendWith(LeakCheck.class)
class BenchTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void shouldListAllLines() {
    assertThat(run("--list")).isZero();
    assertThat(text(out)).hasLineCount(7).contains("pool.roundtrip", "pool.death");
  }

  @Test
  void shouldListOnlyWhatIsNamed() {
    assertThat(run("--list", "pool.death", "pool.ready")).isZero();
    assertThat(text(out).lines().map(line -> line.substring(0, 10)))
        .containsExactly("pool.ready", "pool.death");
  }

  @Test
  void shouldRefuseANameThatIsNone() {
    assertThat(run("pool.nonsense")).isEqualTo(2);
    assertThat(text(err))
        .isEqualToIgnoringNewLines(
            "procession bench: no such benchmark: 'pool.nonsense'; --list shows them all");
  }

  @Test
  void shouldRefuseAnOptionThatIsNone() {
    assertThat(run("--fast")).isEqualTo(2);
    assertThat(text(err)).hasLineCount(1).startsWith("procession bench: Unknown option: '--fast'");
  }

  @Test
  void shouldMeasureBesideThreads() throws IOException {
    assertThat(run("pool.roundtrip", "--quick", "--json", "--peers", "threads")).isZero();
    assertThat(text(out).lines()).hasSize(2);
    for (String line : text(out).lines().toList()) {
      assertThat(JSON.std.mapFrom(line))
          .containsEntry("peer", "threads")
          .containsEntry("unit", "us")
          .hasEntrySatisfying(
              "ours", value -> assertThat(((Number) value).doubleValue()).isPositive());
    }
  }

  @Test
  void shouldMeasureBesideCPython() throws Exception {
    assumeTrue(isInstalled("python3"), "python3 is not installed");
    assertThat(run("pool.roundtrip", "pool.death", "--quick", "--peers", "cpython")).isZero();
    assertThat(text(err)).isEmpty();
    assertThat(text(out).lines().filter(line -> line.startsWith("pool.")))
        .satisfiesExactly(
            line -> assertThat(line).contains("pool.roundtrip.p50", "cpython-pool", "x"),
            line -> assertThat(line).contains("pool.roundtrip.p50", "cpython-executor", "x"),
            line -> assertThat(line).contains("pool.roundtrip.p99", "cpython-pool", "x"),
            line -> assertThat(line).contains("pool.roundtrip.p99", "cpython-executor", "x"),
            line -> assertThat(line).contains("pool.death", "cpython-executor", "x"));
  }

  private int run(String... args) {
    return Bench.run(List.of(args), print(out), print(err));
  }

  private static boolean isInstalled(String command) throws InterruptedException {
    try {
      return new ProcessBuilder(command, "--version")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private static PrintStream print(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  private static String text(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
