package dev.procession.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.Context;
import dev.procession.StartMethod;
import dev.procession.pool.PoolTesting;
import dev.procession.pool.ProcessPool;
import dev.procession.testing.LeakCheckPerClass;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Pools as the manager keeps them; with threads, since what processes do is tested elsewhere. */
@ExtendWith(LeakCheckPerClass.class)
@Timeout(60)
class PoolServantTest {
  private static final CountDownLatch NEVER = new CountDownLatch(1);
  private static volatile CountDownLatch entered = new CountDownLatch(1);

  private static ManagedPool open() {
    return new PoolServant(
        ProcessPool.open(
            c -> c.workers(2).context(Context.standard().startMethod(StartMethod.THREAD))));
  }

  private static int enterForEver() throws InterruptedException {
    entered.countDown();
    NEVER.await();
    return 0;
  }

  @Test
  void shouldRunTasks() throws Exception {
    try (ManagedPool pool = open()) {
      assertThat(pool.<Integer>apply(() -> 1 + 1)).isEqualTo(2);
      assertThat(pool.<Integer, Integer>apply(n -> n * n, 3)).isEqualTo(9);
      assertThat(pool.<Integer, Integer>map(n -> n * n, List.of(1, 2, 3))).containsExactly(1, 4, 9);
      assertThat(pool.<Integer, Integer>map(n -> n + 1, List.of(1, 2), o -> o.chunkSize(1)))
          .containsExactly(2, 3);
      assertThat(
              pool.<Integer, Integer, Integer>starmap(
                  (a, b) -> a * b, List.of(Map.entry(2, 3), Map.entry(4, 5))))
          .containsExactly(6, 20);
      assertThat(pool.<Integer>submit(() -> 7).get()).isEqualTo(7);
      assertThat(pool.<Integer, Integer>mapAsync(n -> -n, List.of(1)).get()).containsExactly(-1);
      assertThat(pool.workerPids()).isNotEmpty();
    }
  }

  @Test
  void shouldThrowWhatATaskThrows() throws Exception {
    try (ManagedPool pool = open()) {
      assertThatThrownBy(
              () ->
                  pool.apply(
                      () -> {
                        throw new IllegalStateException("no");
                      }))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("no");
      Future<Integer> future =
          pool.submit(
              () -> {
                throw new IllegalStateException("neither");
              });
      assertThatThrownBy(future::get)
          .isInstanceOf(ExecutionException.class)
          .hasRootCauseMessage("neither");
    }
  }

  @Test
  void shouldCancelWhatIsInterrupted() throws Exception {
    entered = new CountDownLatch(1);
    try (ManagedPool pool = open()) {
      Future<Integer> future = pool.submit(PoolServantTest::enterForEver);
      assertThat(entered.await(20, TimeUnit.SECONDS)).isTrue();
      assertThat(future.cancel(true)).isTrue();
      assertThat(pool.<Integer, Integer>map(n -> n, List.of(1, 2, 3))).hasSize(3);
    }
  }

  @Test
  void shouldEnd() throws Exception {
    ManagedPool pool = open();
    assertThat(pool.awaitTermination(Duration.ofMillis(1))).isFalse();
    pool.shutdown();
    assertThat(pool.isShutdown()).isTrue();
    assertThatThrownBy(() -> pool.<Integer>apply(() -> 1))
        .isInstanceOf(RejectedExecutionException.class);
    assertThat(pool.awaitTermination(Duration.ofSeconds(20))).isTrue();
    assertThat(pool.isTerminated()).isTrue();
    pool.close();
    entered = new CountDownLatch(1);
    ManagedPool another = open();
    Future<Integer> future = another.submit(PoolServantTest::enterForEver);
    assertThat(entered.await(20, TimeUnit.SECONDS)).isTrue();
    another.shutdownNow();
    assertThatThrownBy(future::get).isInstanceOf(ExecutionException.class);
    PoolTesting.await("the pool has ended", another::isTerminated);
    another.close();
  }
}
