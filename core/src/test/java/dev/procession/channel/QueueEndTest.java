package dev.procession.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.ChildProcess;
import dev.procession.pool.PoolTesting;
import dev.procession.sync.Crew;
import dev.procession.sync.SharedEvent;
import dev.procession.testing.LeakCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The end of a queue, or of this process's use of it, that comes while others are at work. */
@ExtendWith(LeakCheck.class)
class QueueEndTest {
  /** Far less than the time after which sleepers look by themselves. */
  private static final Duration SOON = Duration.ofSeconds(8);

  /** One taker gets the item; the end must not pass the others by meanwhile. */
  @Test
  void shouldWakeAllTakersIfItEndsRightAfterTheLastItem() throws Exception {
    for (int round = 0; round < 100; round++) {
      try (SharedQueue<Integer> queue = SharedQueue.create()) {
        List<FutureTask<Integer>> takers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
          takers.add(Crew.thread(() -> takeAll(queue)));
        }
        PoolTesting.await("all takers sleep", () -> queue.waiters() == 3);
        long begin = System.nanoTime();
        queue.put(round);
        queue.shutdown();
        int taken = 0;
        for (FutureTask<Integer> taker : takers) {
          taken += PoolTesting.get(taker);
        }
        assertThat(taken).isOne();
        assertThat(System.nanoTime() - begin).as("round=%d", round).isLessThan(SOON.toNanos());
      }
    }
  }

  /** As one putter gets the room that a taker makes, and the queue is shut down. */
  @Test
  void shouldWakeAllPuttersIfItEndsRightAfterThereIsRoom() throws Exception {
    for (int round = 0; round < 100; round++) {
      try (SharedQueue<Integer> queue = SharedQueue.create(1)) {
        queue.put(0);
        List<FutureTask<Integer>> putters = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
          putters.add(Crew.thread(() -> putOne(queue)));
        }
        PoolTesting.await("all putters sleep", () -> queue.waiters() == 3);
        long begin = System.nanoTime();
        queue.take();
        queue.shutdown();
        int put = 0;
        for (FutureTask<Integer> putter : putters) {
          put += PoolTesting.get(putter);
        }
        assertThat(put).isEqualTo(queue.size());
        assertThat(System.nanoTime() - begin).as("round=%d", round).isLessThan(SOON.toNanos());
      }
    }
  }

  @Test
  void shouldEndLeasesQuietlyIfTheyAreEndedAsItIsClosed() throws Exception {
    for (int round = 0; round < 300; round++) {
      SharedQueue<Integer> queue = SharedQueue.create(c -> c.leased(true));
      List<Lease<Integer>> leases = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        queue.put(i);
        leases.add(queue.lease());
      }
      FutureTask<Integer> ending =
          Crew.thread(
              () -> {
                leases.forEach(Lease::close);
                return 0;
              });
      FutureTask<Integer> closing =
          Crew.thread(
              () -> {
                queue.close();
                return 0;
              });
      queue.close();
      assertThat(PoolTesting.get(ending)).isZero();
      assertThat(PoolTesting.get(closing)).isZero();
    }
  }

  /** Another process keeps the queue; this one closes what it has of it again and again. */
  @Test
  void shouldLoseNothingThatWasTakenOrPutAsItIsClosed() throws Exception {
    int rounds = 300;
    int first = 20_000;
    long seed = System.nanoTime();
    var random = new Random(seed);
    long put = first;
    long taken = 0;
    try (SharedQueue<SharedQueue<Integer>> handles = SharedQueue.create();
        var done = SharedEvent.create();
        ChildProcess keeper =
            ChildProcess.of(() -> keep(handles, done, first, rounds + 1)).start()) {
      for (int round = 0; round < rounds; round++) {
        SharedQueue<Integer> queue = handles.take();
        FutureTask<Integer> taker = Crew.thread(() -> takeUntilClosed(queue));
        FutureTask<Integer> putter = Crew.thread(() -> putUntilClosed(queue));
        LockSupport.parkNanos(random.nextInt(300_000));
        queue.close();
        taken += PoolTesting.get(taker);
        put += PoolTesting.get(putter);
      }
      try (SharedQueue<Integer> rest = handles.take()) {
        while (rest.poll() != null) {
          taken++;
        }
      }
      assertThat(taken).as("taken of those put, seed=%d", seed).isEqualTo(put);
      done.set();
      assertThat(keeper.join(PoolTesting.DEADLINE)).isTrue();
    }
  }

  private static void keep(
      SharedQueue<SharedQueue<Integer>> handles, SharedEvent done, int first, int count)
      throws InterruptedException {
    try (SharedQueue<Integer> queue = SharedQueue.create()) {
      for (int i = 0; i < first; i++) {
        queue.put(i);
      }
      for (int i = 0; i < count; i++) {
        handles.put(queue);
      }
      done.await();
    }
  }

  private static int takeUntilClosed(SharedQueue<Integer> queue) throws InterruptedException {
    int taken = 0;
    try {
      while (true) {
        queue.take();
        taken++;
      }
    } catch (IllegalStateException closed) {
      return taken;
    }
  }

  private static int putUntilClosed(SharedQueue<Integer> queue) throws InterruptedException {
    int put = 0;
    try {
      while (true) {
        queue.put(put);
        put++;
      }
    } catch (IllegalStateException closed) {
      return put;
    }
  }

  private static int takeAll(SharedQueue<Integer> queue) throws InterruptedException {
    int taken = 0;
    try {
      while (true) {
        queue.take();
        taken++;
      }
    } catch (QueueClosedException end) {
      return taken;
    }
  }

  private static int putOne(SharedQueue<Integer> queue) throws InterruptedException {
    try {
      queue.put(1);
      return 1;
    } catch (QueueClosedException end) {
      return 0;
    }
  }
}
