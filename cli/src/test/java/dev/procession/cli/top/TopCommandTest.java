package dev.procession.cli.top;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.channel.SharedQueue;
import dev.procession.cli.ExitCode;
import dev.procession.cli.testing.Command;
import dev.procession.pool.ProcessPool;
import dev.procession.sync.SharedReentrantLock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.jr.ob.JSON;

/** {@code procession top} looks at this very JVM. */
class TopCommandTest {
  private static final Duration DEADLINE = Duration.ofSeconds(60);
  private static final long PID = ProcessHandle.current().pid();

  @TempDir Path directory;

  @Test
  void shouldShowPoolsWorkersAndWhatIsShared() throws Exception {
    Path go = directory.resolve("go");
    String flag = go.toString();
    try (var pool = ProcessPool.open(c -> c.name("watched").workers(1));
        var queue = SharedQueue.<String>create(c -> c.name("waiting line"));
        var lock = SharedReentrantLock.create(c -> c.name("held by the test"))) {
      lock.lock();
      queue.put("somebody");
      pool.map(n -> n, List.of(1, 2, 3));
      Future<?> running = pool.submit(() -> waitFor(flag));
      Future<?> waiting = pool.submit(() -> 1);
      try {
        shouldPrintOneTable(pool.workerPids().getFirst());
        shouldPrintALineOfJsonAgainAndAgain();
      } finally {
        Files.createFile(go);
      }
      running.get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
      waiting.get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
      lock.unlock();
    }
  }

  private void shouldPrintOneTable(long worker) {
    try (var top = Command.start(directory, "top", "--once")) {
      assertThat(top.exitCode()).as(top.err()).isEqualTo(ExitCode.SUCCESS);
      assertThat(top.err()).isEmpty();
      assertThat(top.out())
          .startsWith("procession top ")
          .containsPattern("\\b" + PID + "  watched +1/1 +1 +1 +3 +\\d+\\.\\d +0 +0 +0  \\S")
          .containsPattern("\\b" + worker + "  watched +busy ")
          .containsPattern("queue +waiting line .* items=1\n")
          .containsPattern("held by the test .* held by main \\(pid " + PID)
          .doesNotContain("\u001b");
    }
  }

  private static int waitFor(String flag) throws InterruptedException {
    while (!Files.exists(Path.of(flag))) {
      TimeUnit.MILLISECONDS.sleep(10);
    }
    return 0;
  }

  private void shouldPrintALineOfJsonAgainAndAgain() throws IOException {
    try (var top = Command.start(directory, "top", "--json", "--interval", "100ms")) {
      Awaitility.await().atMost(DEADLINE).until(() -> top.out().lines().count() > 2);
      top.signal("INT");
      assertThat(top.exitCode()).isEqualTo(130);
      assertThat(top.err()).isEmpty();
      for (String line : top.out().lines().toList()) {
        Map<String, Object> document = JSON.std.mapFrom(line);
        assertThat((List<?>) document.get("pools"))
            .map(pool -> (Map<?, ?>) pool)
            .filteredOn(pool -> pool.get("name").equals("watched"))
            .singleElement()
            .satisfies(
                pool -> {
                  assertThat(((Number) pool.get("pid")).longValue()).isEqualTo(PID);
                  assertThat(pool.get("done")).isEqualTo(3);
                  assertThat(pool.get("running")).isEqualTo(1);
                  assertThat((List<?>) pool.get("workers")).hasSize(1);
                });
        assertThat(document.get("shared").toString()).contains("items=1");
      }
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void shouldDrawOnATerminalUntilItIsToldToStop() throws Exception {
    try (var pool = ProcessPool.open(c -> c.name("drawn").workers(1))) {
      assertThat(pool.apply(() -> 1)).isEqualTo(1);
      var ended = new Terminal("; stty -a");
      assertThat(ended.run("q")).isZero();
      assertThat(ended.output())
          .startsWith("\u001b[?1049h")
          .containsPattern("\u001b\\[\\?1049l[^\u001b]*[ ;]icanon[^\u001b]* echo ");
      var interrupted = new Terminal("");
      assertThat(interrupted.run("\u0003")).isEqualTo(130);
      assertThat(interrupted.output()).contains("\u001b[?25h\u001b[?1049l");
    }
  }

  /** The command on a terminal of its own. */
  private final class Terminal {
    private final Path output = Files.createTempFile(directory, "terminal", "");
    private final String after;

    Terminal(String after) throws IOException {
      this.after = after;
    }

    int run(String key) throws IOException, InterruptedException {
      String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
      String line =
          java
              + " -XX:+UseSerialGC -XX:-UsePerfData --enable-native-access=ALL-UNNAMED -cp '"
              + System.getProperty("java.class.path")
              + "' dev.procession.cli.Main top --interval 100ms"
              + after;
      var builder =
          new ProcessBuilder("script", "-qefc", line, "/dev/null")
              .redirectErrorStream(true)
              .redirectOutput(output.toFile());
      builder.environment().put("TERM", "xterm");
      Process process = builder.start();
      try {
        // The second picture comes only if the first wait has ended as it should.
        Awaitility.await().atMost(DEADLINE).until(() -> output().split("drawn", -1).length > 4);
        process.outputWriter().write(key);
        process.outputWriter().flush();
        assertThat(process.waitFor(DEADLINE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
      } finally {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
    }

    String output() {
      try {
        return Files.readString(output, StandardCharsets.ISO_8859_1);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
