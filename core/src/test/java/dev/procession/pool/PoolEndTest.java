package dev.procession.pool;

import static dev.procession.pool.PoolTesting.failureOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.procession.StartMethod;
import dev.procession.testing.Conformance;
import dev.procession.testing.LeakCheck;
import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ways to end a pool that do not wait for what it runs. */
@ExtendWith(LeakCheck.class)
class PoolEndTest {
  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @Conformance({
    "ProcessPoolExecutorTest.test_terminate_workers",
    "ProcessPoolExecutorTest.test_kill_workers",
    "ProcessPoolExecutorTest.test_force_shutdown_workers",
    "ProcessPoolExecutorTest.test_force_shutdown_workers_stops_pool"
  })
  void shouldEndWorkersBySignal(boolean kill) throws Exception {
    var signals = Signals.in(directory);
    try (var pool = PoolTesting.openUp(c -> c.workers(2))) {
      List<Long> workers = pool.workerPids();
      Future<?> running =
          pool.submit(
              () -> {
                Runtime.getRuntime().addShutdownHook(new Thread(() -> raise(signals, "hook")));
                signals.raise("begun");
                signals.awaitStubbornly("never");
              });
      var map = pool.mapAsync(PoolEndTest::sleep, PoolMapTest.range(100));
      signals.expect("begun");
      end(pool, kill);
      assertThat(failureOf(running))
          .isInstanceOfSatisfying(
              WorkerDiedException.class,
              e -> assertThat(e.signal()).isEqualTo(kill ? "SIGKILL" : "SIGTERM"));
      // Its first item was running or waiting.
      assertThat(catchThrowable(() -> PoolTesting.get(map)))
          .satisfiesAnyOf(
              e -> assertThat(e).hasCauseInstanceOf(WorkerDiedException.class),
              e -> assertThat(e).isInstanceOf(CancellationException.class));
      assertThatThrownBy(() -> pool.submit(() -> 1)).isInstanceOf(RejectedExecutionException.class);
      assertThat(pool.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
      assertThat(workers).noneMatch(PoolTesting::isAlive);
      assertThat(signals.isRaised("hook")).isEqualTo(!kill);
      end(pool, kill);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @Conformance("ProcessPoolExecutorTest.test_force_shutdown_workers_not_started_yet")
  void shouldEndWorkersThatAreJustStarting(boolean kill) throws Exception {
    try (var pool = ProcessPool.open(2)) {
      Future<Integer> waiting = pool.submit(() -> 1);
      end(pool, kill);
      assertThat(pool.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
      assertThat(catchThrowable(() -> PoolTesting.get(waiting)))
          .isNotInstanceOf(TimeoutException.class);
    }
  }

  @Test
  @Conformance("ProcessPoolExecutorTest.test_force_shutdown_workers_dead_workers")
  void shouldEndAPoolThatIsBrokenAlready() throws Exception {
    try (var pool = PoolTesting.openDoomed()) {
      assertThat(failureOf(pool.submit(() -> 1))).isInstanceOf(PoolBrokenException.class);
      end(pool, false);
      end(pool, true);
      assertThatThrownBy(() -> pool.submit(() -> 1)).isInstanceOf(PoolBrokenException.class);
      assertThat(pool.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
    }
  }

  // ---- close with a limit -----------------------------------------------------------------------

  private static ProcessPool threads() {
    return ProcessPool.open(c -> c.workers(1).context(c.context().startMethod(StartMethod.THREAD)));
  }

  @Test
  void shouldWaitForWhatFinishesInTime() throws Exception {
    var pool = threads();
    Future<Integer> quick = pool.submit(() -> 1);
    assertThat(pool.close(Duration.ofSeconds(Long.MAX_VALUE))).isTrue();
    assertThat(PoolTesting.get(quick)).isEqualTo(1);
    assertThat(pool.isTerminated()).isTrue();
    assertThat(pool.close(Duration.ZERO)).isTrue();
    assertThatNullPointerException().isThrownBy(() -> pool.close(null));
  }

  @ParameterizedTest
  @ValueSource(longs = {Long.MIN_VALUE, -1, 0, 50})
  void shouldStopWhatDoesNotFinishInTime(long millis) {
    var pool = threads();
    Future<?> slow = pool.submit(() -> Thread.sleep(100_000));
    Future<Integer> waiting = pool.submit(() -> 1);
    Duration limit =
        millis == Long.MIN_VALUE ? Duration.ofSeconds(millis) : Duration.ofMillis(millis);
    assertThat(pool.close(limit)).isFalse();
    assertThat(pool.isTerminated()).isTrue();
    assertThat(catchThrowable(() -> PoolTesting.get(slow)))
        .isNotNull()
        .isNotInstanceOf(TimeoutException.class);
    assertThatThrownBy(waiting::get).isInstanceOf(CancellationException.class);
  }

  @Test
  void shouldStopAllWhenTheClosingThreadIsInterrupted() throws Exception {
    var signals = Signals.in(directory);
    var pool = threads();
    Future<?> slow =
        pool.submit(
            () -> {
              signals.raise("begun");
              Thread.sleep(100_000);
            });
    signals.expect("begun");
    var result = new CompletableFuture<Boolean>();
    Thread closer =
        Thread.ofVirtual()
            .start(
                () -> {
                  boolean finished = pool.close(Duration.ofDays(1));
                  result.complete(finished || !Thread.currentThread().isInterrupted());
                });
    closer.interrupt();
    assertThat(PoolTesting.get(result)).isFalse();
    assertThat(pool.isTerminated()).isTrue();
    assertThat(catchThrowable(() -> PoolTesting.get(slow)))
        .isNotNull()
        .isNotInstanceOf(TimeoutException.class);
  }

  private static void end(ProcessPool pool, boolean kill) {
    if (kill) {
      pool.killWorkers();
    } else {
      pool.terminateWorkers();
    }
  }

  private static int sleep(int item) throws InterruptedException {
    Thread.sleep(100_000);
    return item;
  }

  private static void raise(Signals signals, String name) {
    try {
      signals.raise(name);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Reading it takes as long as the pool may hope for, or until it has ended without it. */
  private static final class Slow implements Serializable {
    private static final long serialVersionUID = 1;

    /** Set in the process of the test only. */
    private static volatile @Nullable ProcessPool closing;

    private static final CountDownLatch LOOKED = new CountDownLatch(1);

    private Object readResolve() throws InterruptedException {
      ProcessPool pool = closing;
      if (pool != null && pool.awaitTermination(200, TimeUnit.MILLISECONDS)) {
        LOOKED.await(PoolTesting.DEADLINE.toSeconds(), TimeUnit.SECONDS);
      }
      return this;
    }
  }

  /** Futures are done when the pool has terminated, whoever completes them. */
  @ParameterizedTest
  @ValueSource(strings = {"joined", "left alone", "map"})
  void shouldNotTerminateBeforeItsFuturesAreDone(String kind) throws Exception {
    try (var pool = ProcessPool.open(1)) {
      Slow.closing = pool;
      CompletableFuture<?> future =
          kind.equals("map")
              ? pool.mapAsync(n -> new Slow(), List.of(1))
              : pool.submit(() -> new Slow());
      Thread waiter = Thread.ofPlatform().unstarted(future::join);
      if (kind.equals("joined")) {
        waiter.start();
        PoolTesting.await("it waits", () -> waiter.getState() == Thread.State.WAITING);
      }
      pool.close();
      boolean done = future.isDone();
      Slow.LOOKED.countDown();
      assertThat(done).isTrue();
      waiter.join();
    } finally {
      Slow.closing = null;
    }
  }
}
