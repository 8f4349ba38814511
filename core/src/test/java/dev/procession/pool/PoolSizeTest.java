package dev.procession.pool;

import static dev.procession.pool.PoolTesting.await;
import static dev.procession.pool.PoolTesting.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.procession.Context;
import dev.procession.StartMethod;
import dev.procession.testing.Conformance;
import dev.procession.testing.LeakCheck;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Pools whose number of workers follows the work. */
@ExtendWith(LeakCheck.class)
class PoolSizeTest {
  @TempDir Path directory;

  @Test
  void shouldRefuseBadSizes() {
    PoolConfig config = PoolConfig.standard();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> config.workers(-1, 2))
        .withMessageContaining("minWorkers=-1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> config.workers(3, 2))
        .withMessageContaining("workers=2");
    assertThatIllegalArgumentException().isThrownBy(() -> config.workers(0, 0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> config.idleTimeout(Duration.ofNanos(-1)))
        .withMessageContaining("idleTimeout");
    assertThat(config.workers(3).minWorkers()).isEqualTo(3);
  }

  @Test
  @Conformance({
    "ProcessPoolExecutorTest.test_idle_process_reuse_one",
    "ProcessPoolExecutorTest.test_idle_process_reuse_multiple"
  })
  void shouldStartNoMoreWorkersThanNeeded() throws Exception {
    var signals = Signals.in(directory);
    try (var pool = ProcessPool.open(c -> c.workers(0, 4))) {
      assertThat(pool.workerPids()).isEmpty();
      for (int i = 0; i < 5; i++) {
        assertThat(pool.apply(PoolMapTest::square, i)).isEqualTo(i * i);
      }
      int one = pool.workerPids().size();
      Future<?> busy = pool.submit(() -> signals.await("end"));
      for (int i = 0; i < 5; i++) {
        assertThat(pool.apply(PoolMapTest::square, i)).isEqualTo(i * i);
      }
      int two = pool.workerPids().size();
      signals.raise("end");
      get(busy);
      assertThat(one).isEqualTo(1);
      assertThat(two).isEqualTo(2);
    }
  }

  @Test
  @Conformance("ProcessPoolExecutorTest.test_saturation")
  void shouldStartExactlyTheMostWhenMuchWaits() throws Exception {
    var signals = Signals.in(directory);
    try (var pool = ProcessPool.open(c -> alone(c.workers(0, 3)))) {
      List<Future<?>> blocking = new ArrayList<>();
      for (int i = 0; i < 45; i++) {
        blocking.add(pool.submit(() -> signals.await("end")));
      }
      PoolTesting.awaitFullStrength(pool);
      assertThat(children()).isEqualTo(3);
      signals.raise("end");
      for (Future<?> future : blocking) {
        get(future);
      }
      assertThat(pool.workerPids()).hasSize(3);
    }
  }

  /** Without spares, so that all children of this process are workers. */
  private static PoolConfig alone(PoolConfig config) {
    return config.context(config.context().spares(0));
  }

  private static long children() {
    return ProcessHandle.current().children().filter(ProcessHandle::isAlive).count();
  }

  @Test
  void shouldEndIdleWorkersDownToTheLeast() throws Exception {
    Duration idle = Duration.ofMillis(300);
    try (var pool = ProcessPool.open(c -> alone(c.workers(1, 3).idleTimeout(idle)))) {
      sleepOn(pool, 3);
      await("two have ended", () -> pool.workerPids().size() == 1);
      sleepOn(pool, 3);
      await("two have ended", () -> pool.workerPids().size() == 1);
      assertThat(pool.apply(() -> 1)).isEqualTo(1);
    }
    try (var pool = ProcessPool.open(c -> alone(c.workers(0, 2).idleTimeout(idle)))) {
      assertThat(pool.apply(() -> 1)).isEqualTo(1);
      await("all have ended", () -> pool.workerPids().isEmpty() && children() == 0);
      assertThat(pool.apply(() -> 2)).isEqualTo(2);
      pool.shutdown();
      assertThat(pool.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
    }
  }

  /** Keeps so many workers busy that all are there. */
  private static void sleepOn(ProcessPool pool, int workers) throws Exception {
    Set<Long> seen = new HashSet<>();
    while (seen.size() < workers) {
      seen.addAll(
          pool.map(
              n -> {
                Thread.sleep(20);
                return PoolTesting.pid();
              },
              PoolMapTest.range(4 * workers),
              o -> o.chunkSize(1)));
    }
  }

  @Test
  void shouldReplaceTheDeadOnlyIfThereIsWork() throws Exception {
    try (var pool = ProcessPool.open(c -> alone(c.workers(0, 2)))) {
      long first = pool.apply(PoolTesting::pid);
      ProcessHandle.of(first).orElseThrow().destroyForcibly();
      await("it is gone", () -> pool.workerPids().isEmpty());
      assertThat(children()).isZero();
      assertThat(pool.apply(PoolTesting::pid)).isNotEqualTo(first);
    }
  }

  @Test
  void shouldShareAChunkThatOneWorkerWouldTakeLongFor() {
    // The input does not tell its length, so that the first chunk is a guess.
    Iterable<Integer> input =
        () -> (Iterator<Integer>) Stream.iterate(0, n -> n + 1).limit(12).iterator();
    try (var pool = ProcessPool.open(c -> c.workers(0, 2))) {
      List<Long> pids =
          pool.map(
              n -> {
                Thread.sleep(100);
                return PoolTesting.pid();
              },
              input);
      assertThat(new HashSet<>(pids)).hasSize(2);
    }
  }

  @Test
  void shouldFinishWhatWasSubmittedThoughNoWorkerWasThereAtShutdown() throws Exception {
    Future<Integer> last;
    try (var pool = ProcessPool.open(c -> c.workers(0, 1).tasksPerWorker(1))) {
      for (int i = 0; i < 3; i++) {
        pool.submit(() -> 1);
      }
      last = pool.submit(() -> 4);
    }
    assertThat(last.resultNow()).isEqualTo(4);
  }

  @Test
  void shouldTryOncePerSecondToStartMoreWhereThatFails() throws Exception {
    var signals = Signals.in(directory);
    Path starts = directory.resolve("starts");
    Path script = directory.resolve("java-once");
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Files.writeString(
        script,
        """
        #!/bin/sh
        echo start >>'%s'
        [ "$(wc -l <'%s')" -gt 1 ] && exit 9
        exec '%s' "$@"
        """
            .formatted(starts, starts, java));
    assertThat(script.toFile().setExecutable(true)).isTrue();
    Context once = Context.initial().startMethod(StartMethod.SPAWN).executable(script);
    try (var pool = ProcessPool.open(c -> c.workers(1, 3).context(once))) {
      pool.apply(() -> 1);
      List<Future<?>> blocking = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        blocking.add(pool.submit(() -> signals.await("end")));
      }
      await("two have failed", () -> signals.lines("starts").size() >= 3);
      long begin = System.nanoTime();
      await("two more have twice", () -> signals.lines("starts").size() >= 7);
      Duration took = Duration.ofNanos(System.nanoTime() - begin);
      signals.raise("end");
      for (Future<?> task : blocking) {
        get(task);
      }
      assertThat(took).isGreaterThan(Duration.ofSeconds(1));
    }
  }
}
