package dev.procession.pool;

import static dev.procession.pool.PoolTesting.failureOf;
import static dev.procession.pool.PoolTesting.get;
import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.internal.shm.Census;
import dev.procession.internal.shm.PoolBoard;
import dev.procession.internal.shm.PoolSight;
import dev.procession.testing.LeakCheckPerClass;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What a pool says of itself, to its own program and to others. */
@ExtendWith(LeakCheckPerClass.class)
class PoolStatsTest {
  @TempDir Path directory;

  private static List<Integer> range(int count) {
    return IntStream.range(0, count).boxed().toList();
  }

  @Test
  void shouldCountWhatBecomesOfEachItemExactly() throws Exception {
    var pool = PoolTesting.openUp(c -> c.name("counted").workers(2).killGrace(Duration.ZERO));
    try (pool) {
      assertThat(pool.stats().submitted()).isZero();
      assertThat(pool.stats().workersUp()).isEqualTo(2);
      // Whoever has a result finds it counted.
      pool.map(n -> n + 1, range(1000));
      assertThat(pool.stats().done()).isEqualTo(1000);
      assertThat(pool.outcomes(PoolStatsTest::oddsFail, range(100)).count()).isEqualTo(100);
      PoolStats thrown = pool.stats();
      assertThat(thrown.done()).isEqualTo(1050);
      assertThat(thrown.threw()).isEqualTo(50);

      // Each third item ends its worker. Its neighbours run elsewhere, and count once.
      assertThat(pool.outcomes(PoolStatsTest::thirdsDie, range(6), o -> o.chunkSize(6)).count())
          .isEqualTo(6);
      assertThat(pool.stats().died()).isEqualTo(2);
      assertThat(pool.stats().workersDied()).isEqualTo(2);

      failureOf(pool.submit(PoolStatsTest::sleepLong, o -> o.taskTimeout(Duration.ofMillis(50))));
      assertThat(pool.stats().overLimit()).isEqualTo(1);

      // Runs three times, and counts once.
      failureOf(pool.submit(PoolStatsTest::fail, o -> o.retries(2)));
      assertThat(pool.stats().retried()).isEqualTo(2);
      assertThat(pool.stats().threw()).isEqualTo(51);
      expectSums(pool.stats());
      assertThat(pool.stats().ended()).isEqualTo(1000 + 100 + 6 + 1 + 1);
      assertThat(pool.stats().busyTime()).isPositive();
    }
    PoolStats end = pool.stats();
    assertThat(end.done()).isEqualTo(1054);
    assertThat(end.waiting() + end.running()).isZero();
    assertThat(end.workersUp()).isZero();
    assertThat(end.workers()).isEmpty();
    assertThat(end.workersStarted()).isGreaterThanOrEqualTo(4);
    assertThat(end.workersDied()).isEqualTo(2);
  }

  private static int oddsFail(int n) {
    if (n % 2 == 1) {
      throw new IllegalStateException("odd: " + n);
    }
    return n;
  }

  private static int thirdsDie(int n) {
    if (n % 3 == 2) {
      Runtime.getRuntime().halt(3);
    }
    return n;
  }

  private static int sleepLong() throws InterruptedException {
    Thread.sleep(Duration.ofMinutes(5));
    return 0;
  }

  private static int fail() {
    throw new IllegalStateException("always");
  }

  private static void expectSums(PoolStats stats) {
    assertThat(stats.submitted()).isEqualTo(stats.waiting() + stats.running() + stats.ended());
    assertThat(stats.ended()).isEqualTo(stats.done() + stats.failed() + stats.cancelled());
  }

  @Test
  void shouldSayWhatWaitsWhatRunsAndWhatIsCancelled() throws Exception {
    var signals = Signals.in(directory);
    try (var pool = PoolTesting.openUp(c -> c.workers(1).killGrace(Duration.ZERO))) {
      Future<?> running =
          pool.submit(
              () -> {
                signals.raise("begun");
                signals.await("go");
              });
      signals.expect("begun");
      List<CompletableFuture<Integer>> waiting = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        waiting.add(pool.submit(() -> 1));
      }
      PoolTesting.await("it has run for a while", () -> busyFor(pool).toMillis() >= 100);
      PoolStats stats = pool.stats();
      assertThat(stats.running()).isEqualTo(1);
      assertThat(stats.waiting()).isEqualTo(5);
      assertThat(stats.workersBusy()).isEqualTo(1);
      WorkerStats worker = stats.workers().getFirst();
      assertThat(worker.pid()).isEqualTo(pool.workerPids().getFirst());
      assertThat(worker.residentBytes().orElse(1 << 20)).isGreaterThanOrEqualTo(1 << 20);

      waiting.subList(0, 2).forEach(future -> future.cancel(true));
      PoolTesting.await("two are dropped", () -> pool.stats().cancelled() == 2);
      signals.raise("go");
      get(running);
      for (CompletableFuture<Integer> future : waiting.subList(2, 5)) {
        assertThat(get(future)).isEqualTo(1);
      }
      expectSums(pool.stats());
      assertThat(pool.stats().done()).isEqualTo(4);
      PoolTesting.await("the worker is idle", () -> pool.stats().workersIdle() == 1);

      // A running one that does not care costs its worker.
      Future<?> stubborn = pool.submit(() -> stay(signals));
      signals.expect("stays");
      stubborn.cancel(true);
      PoolTesting.await("the worker is killed", () -> pool.stats().workersKilled() == 1);
      assertThat(pool.stats().workersDied()).isZero();
      PoolTesting.await("it is counted", () -> pool.stats().cancelled() == 3);
      PoolTesting.awaitFullStrength(pool);
    }
  }

  private static Duration busyFor(ProcessPool pool) {
    return pool.stats().workers().stream()
        .filter(worker -> worker.state() == WorkerStats.State.BUSY)
        .map(WorkerStats::since)
        .findFirst()
        .orElse(Duration.ZERO);
  }

  private static void stay(Signals signals) throws IOException {
    signals.raise("stays");
    while (!signals.isRaised("never")) {
      Thread.interrupted();
    }
  }

  @Test
  void shouldCountWorkersThatAreReplaced() throws Exception {
    try (var pool = ProcessPool.open(c -> c.workers(1).tasksPerWorker(4))) {
      assertThat(pool.map(n -> n, range(10))).hasSize(10);
      PoolTesting.await("two are recycled", () -> pool.stats().workersRecycled() == 2);
      PoolStats stats = pool.stats();
      assertThat(stats.done()).isEqualTo(10);
      assertThat(stats.workersDied() + stats.workersKilled()).isZero();
    }
  }

  @Test
  void shouldBeSeenFromAnotherProcessWhileItWorks() throws Exception {
    try (var pool = ProcessPool.open(c -> c.name("observed").workers(1));
        var observer = ProcessPool.open(c -> c.name("observer").workers(1))) {
      Future<Long> watching = observer.submit(PoolStatsTest::watchUntilItHasChanged);
      long items = 0;
      while (!watching.isDone()) {
        items += pool.map(n -> n, range(1000)).size();
      }
      assertThat(get(watching)).isLessThanOrEqualTo(items);
      RunningPool own =
          RunningPool.list().stream()
              .filter(one -> one.name().equals("observed"))
              .findFirst()
              .orElseThrow();
      assertThat(own.pid()).isEqualTo(PoolTesting.pid());
      assertThat(own.program()).isNotEmpty();
      assertThat(own.stats().done()).isEqualTo(items);
      assertThat(own.stats().workers())
          .extracting(WorkerStats::pid)
          .containsExactlyElementsOf(pool.workerPids());
    }
    assertThat(RunningPool.list()).extracting(RunningPool::name).doesNotContain("observed");
  }

  /** Runs in another process; returns the last count it has seen. */
  private static long watchUntilItHasChanged() {
    long done = 0;
    for (int changes = 0; changes < 20; ) {
      for (PoolSight sight : Census.takePools()) {
        if (sight.name().equals("observed") && sight.settled()) {
          long now = sight.figure(PoolBoard.DONE);
          if (now < done || now > sight.figure(PoolBoard.SUBMITTED)) {
            throw new IllegalStateException("before=" + done + ", now=" + sight);
          }
          changes += now > done ? 1 : 0;
          done = now;
        }
      }
    }
    return done;
  }

  @Test
  void shouldCountWorkersThatAreKilledAtTheEnd() throws Exception {
    Signals signals = Signals.in(directory);
    var pool = PoolTesting.openUp(c -> c.workers(1).killGrace(Duration.ofMillis(100)));
    pool.submit(() -> stay(signals));
    signals.expect("stays");
    pool.shutdownNow();
    assertThat(pool.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
    assertThat(pool.stats().workersKilled()).isOne();
  }
}
