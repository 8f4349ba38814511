package dev.procession.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.Task;
import dev.procession.testing.LeakCheck;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Virtual threads of the program compute and let no other begin: a pool does not need them. */
@ExtendWith(LeakCheck.class)
class BusyCarriersTest {
  private static final int LIMIT_SECONDS = 30;

  @Test
  @Timeout(2 * LIMIT_SECONDS)
  void shouldServeCallersThatAreNoVirtualThreads() throws Exception {
    var enough = new AtomicBoolean();
    List<Thread> busy = new ArrayList<>();
    try (var pool = PoolTesting.openUp(c -> c.workers(2))) {
      for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
        busy.add(Thread.startVirtualThread(() -> compute(enough)));
      }
      try {
        CompletableFuture<Integer> two = pool.submit(() -> 1).thenApply(n -> n + 1);
        assertThat(get(two)).isEqualTo(2);
        CompletableFuture<Date> three = pool.submit(() -> new Date(3));
        assertThat(get(three)).isEqualTo(new Date(3));
        assertThat(get(pool.mapAsync(n -> n, List.of(4, 5)))).containsExactly(4, 5);
        assertThat(pool.stream(n -> n, List.of(6, 7)).toList()).containsExactly(6, 7);
        Task<Integer> eight = () -> 8;
        int any = pool.invokeAny(List.of(eight));
        assertThat(any).isEqualTo(8);
      } finally {
        enough.set(true);
      }
    }
    for (Thread thread : busy) {
      thread.join();
    }
  }

  private static void compute(AtomicBoolean enough) {
    while (!enough.get()) {
      Thread.onSpinWait();
    }
  }

  private static <V> V get(CompletableFuture<V> future) throws Exception {
    return future.get(LIMIT_SECONDS, TimeUnit.SECONDS);
  }
}
