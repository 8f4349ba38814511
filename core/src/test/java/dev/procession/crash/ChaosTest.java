package dev.procession.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.pool.ProcessPool;
import dev.procession.testing.LeakCheck;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Workers killed at random while others work, and pools opened and closed over and over. */
@ExtendWith(LeakCheck.class)
class ChaosTest {

  @Test
  void shouldGetExactResultsWhileWorkersAreKilled() {
    workUnderFire(Duration.ofSeconds(3));
  }

  @Test
  @Tag("soak")
  @Timeout(600)
  void shouldGetExactResultsForAMinuteWhileWorkersAreKilled() {
    workUnderFire(Duration.ofMinutes(1));
  }

  @Test
  void shouldOpenAndClosePoolsWithoutLeaks() {
    openAndClose(8);
  }

  @Test
  @Tag("soak")
  @Timeout(3600)
  void shouldOpenAndCloseAThousandPoolsWithoutLeaks() {
    openAndClose(1000);
  }

  private static void openAndClose(int times) {
    for (int i = 0; i < times; i++) {
      try (var pool = ProcessPool.open(2)) {
        int n = i;
        int next = pool.apply(m -> m + 1, n);
        assertThat(next).isEqualTo(n + 1);
      }
    }
  }

  private static void workUnderFire(Duration time) {
    long seed = System.nanoTime();
    var random = new Random(seed);
    List<Integer> items = IntStream.range(0, 2000).boxed().toList();
    List<Integer> expected = items.stream().map(n -> n * 3).toList();
    long end = System.nanoTime() + time.toNanos();
    try (var pool = ProcessPool.open(3);
        var killer = Executors.newSingleThreadScheduledExecutor()) {
      var kills =
          killer.scheduleAtFixedRate(
              () -> {
                List<Long> pids = pool.workerPids();
                // One is left alone, so that slow starts do not stop all work.
                if (pids.size() > 1) {
                  long victim = pids.get(random.nextInt(pids.size()));
                  ProcessHandle.of(victim).ifPresent(ProcessHandle::destroyForcibly);
                }
              },
              200,
              200,
              TimeUnit.MILLISECONDS);
      while (System.nanoTime() < end) {
        assertThat(
                pool.map(
                    n -> {
                      TimeUnit.MICROSECONDS.sleep(200);
                      return n * 3;
                    },
                    items,
                    o -> o.retries(1000)))
            .as("seed=" + seed)
            .isEqualTo(expected);
      }
      kills.cancel(false);
    }
  }
}
