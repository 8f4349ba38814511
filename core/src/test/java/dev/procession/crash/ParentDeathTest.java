package dev.procession.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.procession.pool.ProcessPool;
import dev.procession.testing.Conformance;
import dev.procession.testing.LeakCheck;
import java.io.BufferedReader;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is left of a pool when the program that opened it is gone: nothing. */
@ExtendWith(LeakCheck.class)
class ParentDeathTest {

  /** A program that opens a pool, keeps it busy, prints the pids of all below it, and waits. */
  static final class BusyProgram {
    public static void main(String[] arguments) throws Exception {
      var pool = ProcessPool.open(2);
      for (int i = 0; i < 2; i++) {
        System.out.println(pool.apply(() -> new ProcessBuilder("sleep", "1000").start().pid()));
        System.out.println(pool.apply(() -> ProcessHandle.current().pid()));
      }
      for (int i = 0; i < 2; i++) {
        var unused = pool.submit(() -> TimeUnit.HOURS.sleep(1));
      }
      System.out.println("ready");
      System.in.read();
    }
  }

  /** A program that forgets to close its pool. */
  static final class ForgetfulProgram {
    static final ProcessPool POOL = ProcessPool.open(2);

    public static void main(String[] arguments) {
      System.out.println(POOL.apply(() -> 42));
    }
  }

  @Test
  void shouldEndTheWholeTreeWhenTheParentIsKilled() throws Exception {
    Process program = start(BusyProgram.class);
    List<Long> below = new ArrayList<>();
    try (BufferedReader lines = program.inputReader()) {
      for (String line = lines.readLine(); !"ready".equals(line); line = lines.readLine()) {
        below.add(Long.valueOf(line));
      }
    } finally {
      program.destroyForcibly();
    }
    assertThat(below).hasSize(4);
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> below.stream().noneMatch(pid -> ProcessHandle.of(pid).isPresent()));
  }

  @Test
  @Conformance(
      "_TestPoolWorkerLifetime.test_worker_finalization_via_atexit_handler_of_multiprocessing")
  void shouldNotKeepAProgramThatForgetsToCloseItsPool() throws Exception {
    Process program = start(ForgetfulProgram.class);
    try (BufferedReader lines = program.inputReader()) {
      assertThat(lines.readLine()).isEqualTo("42");
      assertThat(program.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(program.exitValue()).isZero();
    } finally {
      program.destroyForcibly();
    }
  }

  private static Process start(Class<?> program) throws IOException {
    return new ProcessBuilder(
            ProcessHandle.current().info().command().orElseThrow(),
            "-XX:-UsePerfData",
            // A trainer of class archives would go on into the next test.
            "-Ddev.procession.aot=false",
            "-cp",
            System.getProperty("java.class.path"),
            program.getName())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }
}
