package dev.procession.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.pool.PoolTesting;
import dev.procession.pool.ProcessPool;
import dev.procession.testing.LeakCheckPerClass;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * How much work is done while workers are killed: a lost worker costs the item that it ran and the
 * time until another is there, and nothing else. Items sleep, so that what is measured is the pool
 * and not how busy the machine is; but to start a worker takes a processor, so that on a busy
 * machine this says nothing. Hence it is not a part of the build.
 */
@ExtendWith(LeakCheckPerClass.class)
class GoodputTest {
  private static final int WORKERS = 4;
  private static final int ITEM_MILLIS = 5;
  private static final long KILL_EVERY_MILLIS = 1000;

  /** One turn of either kind: as many items as take half a second when nothing goes wrong. */
  private static final int ITEMS_PER_TURN = WORKERS * 500 / ITEM_MILLIS;

  /** A part of the calm run's speed. */
  private static final double ENOUGH = 0.9;

  @Test
  @Tag("soak")
  @Timeout(600)
  void shouldDoNearlyAsMuchWhileAWorkerIsKilledEverySecond() throws Exception {
    expectGoodput(Duration.ofMinutes(1), ENOUGH);
  }

  /** Calm and under fire in turns of five seconds or less, so that both meet the same machine. */
  private static void expectGoodput(Duration each, double least) throws Exception {
    long turns = Math.max(1, each.toSeconds() / 5);
    Duration turn = each.dividedBy(turns);
    double calm = 0;
    double underFire = 0;
    int kills = 0;
    try (var pool = PoolTesting.openUp(c -> c.workers(WORKERS))) {
      for (int i = 0; i < turns; i++) {
        PoolTesting.awaitFullStrength(pool);
        calm += itemsPerSecond(pool, turn);
        try (var killer = new Killer(pool)) {
          underFire += itemsPerSecond(pool, turn);
          kills += killer.kills.get();
        }
      }
    }
    String measured =
        "items/s calm=%.0f, under fire=%.0f, goodput=%.3f, kills=%d"
            .formatted(calm / turns, underFire / turns, underFire / calm, kills);
    System.out.println(measured);
    assertThat(kills).isGreaterThanOrEqualTo((int) (each.toSeconds() - turns));
    assertThat(underFire / calm).as(measured).isGreaterThanOrEqualTo(least);
  }

  private static double itemsPerSecond(ProcessPool pool, Duration time) {
    List<Integer> items = IntStream.range(0, ITEMS_PER_TURN).boxed().toList();
    List<Integer> expected = items.stream().map(n -> n * 3).toList();
    long begin = System.nanoTime();
    int done = 0;
    while (System.nanoTime() - begin < time.toNanos()) {
      assertThat(
              pool.map(
                  n -> {
                    Thread.sleep(ITEM_MILLIS);
                    return n * 3;
                  },
                  items,
                  o -> o.retries(1000)))
          .isEqualTo(expected);
      done += items.size();
    }
    return done / ((System.nanoTime() - begin) / 1e9);
  }

  /** Kills one worker after the other. */
  private static final class Killer implements AutoCloseable {
    private final Random random = new Random();
    private final AtomicInteger kills = new AtomicInteger();
    private final java.util.concurrent.ScheduledExecutorService clock =
        Executors.newSingleThreadScheduledExecutor();

    Killer(ProcessPool pool) {
      long half = KILL_EVERY_MILLIS / 2;
      clock.scheduleAtFixedRate(() -> kill(pool), half, KILL_EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void kill(ProcessPool pool) {
      List<Long> pids = pool.workerPids();
      if (!pids.isEmpty()) {
        long victim = pids.get(random.nextInt(pids.size()));
        ProcessHandle.of(victim).ifPresent(ProcessHandle::destroyForcibly);
        kills.incrementAndGet();
      }
    }

    @Override
    public void close() {
      clock.shutdownNow();
    }
  }
}
