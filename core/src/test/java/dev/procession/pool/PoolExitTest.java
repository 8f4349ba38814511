package dev.procession.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.testing.Conformance;
import dev.procession.testing.LeakCheck;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What pools do when their program exits; the common pool, which is there until then. */
@ExtendWith(LeakCheck.class)
class PoolExitTest {
  @TempDir Path directory;

  /** What a program has printed, one line each. */
  private record Printed(List<String> out, List<String> err) {}

  private Printed run(Class<?> main) throws Exception {
    Path out = directory.resolve("out");
    Path err = directory.resolve("err");
    Process program =
        Programs.builder(main, directory.toString())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    boolean ended = program.waitFor(PoolTesting.DEADLINE.toSeconds(), TimeUnit.SECONDS);
    program.destroyForcibly();
    var printed =
        new Printed(
            Files.readAllLines(out, StandardCharsets.UTF_8),
            Files.readAllLines(err, StandardCharsets.UTF_8));
    assertThat(ended).as("%s", printed).isTrue();
    assertThat(program.waitFor()).as("%s", printed).isZero();
    return printed;
  }

  @Test
  void shouldHaveACommonPoolThatNobodyCanEnd() throws Exception {
    Printed printed = run(UsesCommonPool.class);
    assertThat(printed.out())
        .containsExactly(
            "same true",
            "workers before 0",
            "result 49",
            "ended false false false",
            "after the end 64",
            "after all workers were killed 81",
            "nested limit true",
            "nested result 100");
    assertThat(printed.err()).isEmpty();
  }

  /** Leaves its common pool, and another one, to themselves with nothing to do. */
  static final class UsesCommonPool {
    private static ProcessPool left;

    private UsesCommonPool() {}

    public static void main(String[] arguments) {
      left = ProcessPool.open(1);
      var pool = ProcessPool.common();
      System.out.println("same " + (pool == ProcessPool.common()));
      System.out.println("workers before " + pool.workerPids().size());
      System.out.println("result " + pool.apply(PoolMapTest::square, 7));
      pool.shutdown();
      pool.shutdownNow();
      pool.terminateWorkers();
      pool.killWorkers();
      boolean closed = pool.close(Duration.ofDays(1));
      pool.close();
      System.out.println("ended " + closed + " " + pool.isShutdown() + " " + pool.isTerminated());
      System.out.println("after the end " + pool.apply(PoolMapTest::square, 8));
      pool.workerPids()
          .forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
      PoolTesting.await("all are gone", () -> pool.workerPids().isEmpty());
      System.out.println("after all workers were killed " + pool.apply(PoolMapTest::square, 9));
      int most = pool.config().workers();
      int nested = pool.apply(() -> ProcessPool.common().config().workers());
      System.out.println("nested limit " + (nested == Math.max(1, most / 4)));
      System.out.println(
          "nested result " + pool.apply(() -> ProcessPool.common().apply(PoolMapTest::square, 10)));
      if (!left.apply(() -> true)) {
        System.exit(1);
      }
    }
  }

  @Test
  @Conformance({
    "ExecutorShutdownTest.test_submit_after_interpreter_shutdown",
    "ExecutorShutdownTest.test_interpreter_shutdown"
  })
  void shouldRefuseCallsWhileTheProgramExitsAndSayWhatIsUnfinished() throws Exception {
    Printed printed = run(LeavesCallsUnfinished.class);
    assertThat(printed.out())
        .singleElement()
        .asString()
        .startsWith("refused: this process is ending: pool=");
    assertThat(printed.err())
        .singleElement()
        .asString()
        .startsWith("procession: this process ends before")
        .contains("common=1", "left=2");
  }

  /** Exits while tasks run; a shutdown hook goes on to submit some until they are refused. */
  static final class LeavesCallsUnfinished {
    private static ProcessPool left;

    private LeavesCallsUnfinished() {}

    public static void main(String[] arguments) {
      var signals = Signals.in(Path.of(arguments[0]));
      left = ProcessPool.open(c -> c.workers(1).name("left"));
      ProcessPool.common().submit(() -> sleep(signals, "one"));
      left.submit(() -> sleep(signals, "other"));
      left.submit(() -> Thread.sleep(100_000));
      var free = ProcessPool.open(c -> c.workers(0, 2).name("free"));
      Runtime.getRuntime().addShutdownHook(new Thread(() -> submit(free)));
      signals.expect("one");
      signals.expect("other");
    }

    private static void sleep(Signals signals, String name) throws Exception {
      signals.raise(name);
      Thread.sleep(100_000);
    }

    private static void submit(ProcessPool pool) {
      try {
        while (pool.apply(() -> 1) == 1) {
          // The exit has not got that far.
        }
      } catch (RejectedExecutionException | PoolBrokenException e) {
        System.out.println("refused: " + e.getMessage().replaceFirst(".*this", "this"));
      }
    }
  }
}
