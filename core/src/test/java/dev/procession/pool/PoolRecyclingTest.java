package dev.procession.pool;

import static dev.procession.pool.PoolTesting.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.procession.testing.Conformance;
import dev.procession.testing.LeakCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Replacing workers after a number of items. */
@ExtendWith(LeakCheck.class)
class PoolRecyclingTest {

  /** Process id and number of the item in that process. */
  private static int itemsSoFar;

  @Test
  @Conformance({
    "_TestPoolWorkerLifetime.test_pool_worker_lifetime",
    "ProcessPoolExecutorTest.test_max_tasks_per_child",
    "ProcessPoolExecutorTest.test_max_tasks_per_child_defaults_to_spawn_context",
    "ProcessPoolExecutorTest.test_max_tasks_per_child_pending_tasks_gh115634"
  })
  void shouldReplaceWorkersAndStillGiveAllResults() throws Exception {
    try (var pool = PoolTesting.openUp(c -> c.workers(3).tasksPerWorker(10))) {
      List<Long> before = pool.workerPids();
      List<Future<Integer>> futures = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        int n = i;
        futures.add(pool.submit(() -> n * n));
      }
      for (int i = 0; i < 100; i++) {
        assertThat(get(futures.get(i))).isEqualTo(i * i);
      }
      PoolTesting.await(
          "all workers have been replaced",
          () -> pool.workerPids().stream().noneMatch(before::contains));
      PoolTesting.awaitFullStrength(pool);
    }
  }

  @Test
  void shouldGiveNoWorkerMoreItemsThanItsLimitAlsoInChunks() {
    try (var pool = ProcessPool.open(c -> c.workers(2).tasksPerWorker(7))) {
      List<Map.Entry<Long, Integer>> ran =
          pool.map(n -> Map.entry(PoolTesting.pid(), ++itemsSoFar), PoolMapTest.range(40));
      Map<Long, Integer> most = new HashMap<>();
      ran.forEach(entry -> most.merge(entry.getKey(), entry.getValue(), Math::max));
      assertThat(most.values()).allMatch(items -> items <= 7);
    }
  }

  @Test
  @Conformance({
    "_TestPoolWorkerLifetime.test_pool_worker_lifetime_early_close",
    "ProcessPoolExecutorTest.test_max_tasks_early_shutdown",
    "ProcessPoolExecutorTest.test_shutdown_no_wait_max_tasks_gh119592"
  })
  void shouldCloseWithTasksLeftAndOneTaskPerWorker() throws Exception {
    var pool = ProcessPool.open(c -> c.workers(2).tasksPerWorker(1));
    List<Future<Integer>> futures = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      int n = i;
      futures.add(
          pool.submit(
              () -> {
                Thread.sleep(100);
                return n;
              }));
    }
    pool.shutdown();
    assertThat(pool.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
    for (int i = 0; i < 6; i++) {
      assertThat(futures.get(i).resultNow()).isEqualTo(i);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
  @Conformance("_TestPoolWorkerLifetime.test_pool_maxtasksperchild_invalid")
  void shouldRefuseALimitBelowOne(int limit) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ProcessPool.open(c -> c.tasksPerWorker(limit)));
  }

  @Test
  void shouldKillRetiredWorkersThatDoNotEnd() throws Exception {
    try (var pool =
        ProcessPool.open(
            c ->
                c.workers(2)
                    .tasksPerWorker(1)
                    .killGrace(Duration.ofMillis(200))
                    .context(c.context().spares(0)))) {
      for (int i = 0; i < 6; i++) {
        get(pool.submit(() -> hookThatHangs()));
      }
      PoolTesting.await(
          "only the workers are left",
          () -> ProcessHandle.current().children().count() <= pool.config().workers());
    }
  }

  private static int hookThatHangs() {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  while (true) {
                    Thread.onSpinWait();
                  }
                }));
    return 1;
  }
}
