package dev.procession.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.ChildProcess;
import dev.procession.channel.Lease;
import dev.procession.channel.QueueClosedException;
import dev.procession.channel.SharedQueue;
import dev.procession.memory.SharedByteArray;
import dev.procession.memory.SharedInt;
import dev.procession.pool.PoolTesting;
import dev.procession.testing.LeakCheck;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Several producers and consumers, of which one is killed again and again and replaced. Each item
 * is a number that is drawn once, and it is noted how often each arrives.
 */
@ExtendWith(LeakCheck.class)
class QueueChaosTest {
  private static final int TEAM = 2;
  private static final int SOAK_TEAM = 4;
  private static final int KILLS = 8;
  private static final int MOST_ITEMS = 20_000_000;
  private static final long BETWEEN_KILLS = TimeUnit.MILLISECONDS.toNanos(50);

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @Timeout(180)
  void shouldLoseNoMoreThanTheDeadHadJustTaken(boolean leased) throws Exception {
    run(leased, TEAM, KILLS);
  }

  @Tag("soak")
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @Timeout(7200)
  void shouldLoseNoMoreInTheLongRun(boolean leased) throws Exception {
    run(leased, SOAK_TEAM, Integer.MAX_VALUE);
  }

  /**
   * What all processes share.
   *
   * @param drawn the next number
   * @param arrivals how often each number has arrived
   * @param redelivered how many were said to be delivered again
   */
  private record Work(
      SharedQueue<Integer> queue,
      SharedInt drawn,
      SharedByteArray arrivals,
      SharedInt redelivered,
      boolean leased)
      implements Serializable, AutoCloseable {
    static Work create(boolean leased, int items) {
      return new Work(
          SharedQueue.create(c -> c.capacity(1000).leased(leased)),
          SharedInt.create(0),
          SharedByteArray.create(items),
          SharedInt.create(0),
          leased);
    }

    void produce() throws InterruptedException {
      int last = (int) arrivals.length();
      for (int number = drawn.getAndAdd(1); number < last; number = drawn.getAndAdd(1)) {
        queue.put(number);
      }
    }

    void consume() throws InterruptedException {
      try {
        while (true) {
          if (leased) {
            Lease<Integer> lease = queue.lease();
            if (lease.isRedelivered()) {
              redelivered.getAndAdd(1);
            }
            arrivals.getAndAdd(lease.item(), (byte) 1);
            lease.complete();
          } else {
            arrivals.getAndAdd(queue.take(), (byte) 1);
          }
        }
      } catch (QueueClosedException end) {
        // All has been taken.
      }
    }

    @Override
    public void close() {
      queue.close();
      drawn.close();
      arrivals.close();
      redelivered.close();
    }
  }

  private static void run(boolean leased, int team, int kills) throws Exception {
    long seed = System.nanoTime();
    try (Work work = Work.create(leased, MOST_ITEMS)) {
      new Run(work, team).play(kills, new Random(seed));
    } catch (AssertionError e) {
      throw new AssertionError("seed=" + seed + ": " + e.getMessage(), e);
    }
  }

  private static final class Run {
    private final Work work;
    private final List<ChildProcess> producers = new ArrayList<>();
    private final List<ChildProcess> consumers = new ArrayList<>();
    private int killedProducers;
    private int killedConsumers;

    Run(Work work, int team) {
      this.work = work;
      for (int i = 0; i < team; i++) {
        producers.add(producer());
        consumers.add(consumer());
      }
    }

    private ChildProcess producer() {
      Work shared = work;
      return ChildProcess.of(shared::produce).start();
    }

    private ChildProcess consumer() {
      Work shared = work;
      return ChildProcess.of(shared::consume).start();
    }

    void play(int kills, Random random) throws Exception {
      try {
        for (int kill = 0; kill < kills && work.drawn.get() < MOST_ITEMS; kill++) {
          LockSupport.parkNanos(BETWEEN_KILLS);
          killOne(random);
        }
        int items = Math.min(MOST_ITEMS, work.drawn.getAndAdd(MOST_ITEMS));
        for (ChildProcess producer : producers) {
          assertThat(producer.join(PoolTesting.DEADLINE)).isTrue();
        }
        PoolTesting.await("all is taken", () -> work.queue.isEmpty());
        work.queue.shutdown();
        for (ChildProcess consumer : consumers) {
          assertThat(consumer.join(PoolTesting.DEADLINE)).isTrue();
          assertThat(consumer.exitCode()).hasValue(0);
        }
        check(items);
      } finally {
        producers.forEach(ChildProcess::kill);
        consumers.forEach(ChildProcess::kill);
        for (ChildProcess child : producers) {
          child.join();
        }
        for (ChildProcess child : consumers) {
          child.join();
        }
      }
    }

    private void killOne(Random random) throws InterruptedException {
      boolean producer = random.nextBoolean();
      List<ChildProcess> team = producer ? producers : consumers;
      int victim = random.nextInt(team.size());
      team.get(victim).kill();
      team.get(victim).join();
      if (producer) {
        killedProducers++;
        team.set(victim, producer());
      } else {
        killedConsumers++;
        team.set(victim, consumer());
      }
    }

    private void check(int items) {
      int missing = 0;
      int again = 0;
      for (int number = 0; number < items; number++) {
        int arrived = work.arrivals.get(number);
        missing += arrived == 0 ? 1 : 0;
        again += Math.max(0, arrived - 1);
      }
      // A producer that was killed had drawn one number that it had not put, at most.
      int lost = killedProducers + (work.leased ? 0 : killedConsumers);
      assertThat(missing).as("missing").isLessThanOrEqualTo(lost);
      assertThat(again).as("twice").isLessThanOrEqualTo(work.leased ? work.redelivered.get() : 0);
      assertThat(killedProducers + killedConsumers).as("kills").isPositive();
    }
  }
}
