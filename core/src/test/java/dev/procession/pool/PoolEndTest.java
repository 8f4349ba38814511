package dev.procession.pool;

import static dev.procession.pool.PoolTesting.failureOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.testing.LeakCheck;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
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
      assertThat(failureOf(map)).isNotNull();
      assertThatThrownBy(() -> pool.submit(() -> 1)).isInstanceOf(RejectedExecutionException.class);
      assertThat(pool.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
      assertThat(workers).noneMatch(PoolTesting::isAlive);
      assertThat(signals.isRaised("hook")).isEqualTo(!kill);
      end(pool, kill);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldEndWorkersThatAreJustStarting(boolean kill) throws Exception {
    try (var pool = ProcessPool.open(2)) {
      Future<Integer> waiting = pool.submit(() -> 1);
      end(pool, kill);
      assertThat(pool.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
      assertThat(waiting).isDone();
    }
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
}
