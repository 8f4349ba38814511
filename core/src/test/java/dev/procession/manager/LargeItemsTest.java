package dev.procession.manager;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.pool.PoolTesting;
import dev.procession.testing.LeakCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Items that fill the way to the manager and the way back, at the same time: neither side may wait
 * for room on the one without making room on the other.
 */
@ExtendWith(LeakCheck.class)
class LargeItemsTest {
  private static final int SIZE = 5_000_000;
  private static final int PAIRS = 4;
  private static final int ROUNDS = 15;

  @Test
  void shouldPassInBothDirectionsAtOnce() throws Exception {
    try (Manager manager = Manager.open();
        var threads = Executors.newFixedThreadPool(2 * PAIRS)) {
      ManagedQueue<byte[]> queue = manager.queue();
      List<Future<Integer>> done = new ArrayList<>();
      for (int pair = 0; pair < PAIRS; pair++) {
        done.add(threads.submit(() -> put(queue)));
        done.add(threads.submit(() -> take(queue)));
      }
      for (Future<Integer> one : done) {
        assertThat(PoolTesting.get(one)).isEqualTo(ROUNDS * SIZE);
      }
    }
  }

  private static int put(ManagedQueue<byte[]> queue) throws InterruptedException {
    for (int round = 0; round < ROUNDS; round++) {
      queue.put(new byte[SIZE]);
    }
    return ROUNDS * SIZE;
  }

  private static int take(ManagedQueue<byte[]> queue) throws InterruptedException {
    int sum = 0;
    for (int round = 0; round < ROUNDS; round++) {
      sum += queue.take().length;
    }
    return sum;
  }
}
