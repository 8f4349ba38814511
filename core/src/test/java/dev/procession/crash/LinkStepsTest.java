package dev.procession.crash;

import static dev.procession.pool.PoolTesting.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.Context;
import dev.procession.Fn;
import dev.procession.internal.shm.Steps;
import dev.procession.pool.PoolTesting;
import dev.procession.pool.ProcessPool;
import dev.procession.pool.WorkerDiedException;
import dev.procession.testing.LeakCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Workers that die at each step of the protocol by which they talk to their pool. */
@ExtendWith(LeakCheck.class)
class LinkStepsTest {
  /** More than the ring between a pool and a worker holds. */
  private static final int LARGE = (1 << 20) + 1000;

  private static final int DIED = 42;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "link before put",
        "link put",
        "link before take",
        "link taken",
        "link before sleep",
        "link after sleep",
        "bell before ring"
      })
  void shouldLoseNothingButWhatTheDeadWorkerRan(String step) throws Exception {
    Context context = Context.standard().jvmOptions("-Ddev.procession.steps=true");
    try (ProcessPool pool = PoolTesting.openUp(c -> c.workers(2).context(context))) {
      killAt(pool, step, 1);
      checkSmallItems(pool);
      killAt(pool, step, 2);
      checkSubmits(pool);
      killAt(pool, step, 3);
      checkLargeItems(pool);
      await("the pool is back to full strength", () -> pool.workerPids().size() == 2);
    }
  }

  /** One of the workers dies when it has come to the step so often, perhaps in this very task. */
  private static void killAt(ProcessPool pool, String step, int times) {
    try {
      pool.apply(
          () -> {
            var left = new AtomicInteger(times);
            Steps.set(
                reached -> {
                  if (reached.equals(step) && left.decrementAndGet() == 0) {
                    Runtime.getRuntime().halt(DIED);
                  }
                });
            return 0;
          });
    } catch (WorkerDiedException e) {
      assertThat(e.exitCode()).isEqualTo(DIED);
    }
  }

  private static void checkSmallItems(ProcessPool pool) {
    List<Integer> items = IntStream.range(0, 5000).boxed().toList();
    assertThat(pool.map(n -> n + 1, items, o -> o.retries(10)))
        .isEqualTo(items.stream().map(n -> n + 1).toList());
    List<Integer> few = items.subList(0, 200);
    assertThat(pool.map(n -> n + 1, few, o -> o.retries(10).chunkSize(1)))
        .isEqualTo(few.stream().map(n -> n + 1).toList());
  }

  private static void checkSubmits(ProcessPool pool) throws Exception {
    List<CompletableFuture<Integer>> futures = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      int n = i;
      futures.add(pool.submit(() -> n, o -> o.retries(10)));
    }
    for (int i = 0; i < 200; i++) {
      assertThat(PoolTesting.get(futures.get(i))).isEqualTo(i);
    }
  }

  private static void checkLargeItems(ProcessPool pool) {
    Fn<byte[], byte[]> echo = bytes -> bytes;
    byte[] large = new byte[LARGE];
    for (int i = 0; i < LARGE; i++) {
      large[i] = (byte) (i * 31);
    }
    for (byte[] back : pool.map(echo, List.of(large, large, large), o -> o.retries(10))) {
      assertThat(back).isEqualTo(large);
    }
  }
}
