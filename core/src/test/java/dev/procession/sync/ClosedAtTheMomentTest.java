package dev.procession.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.Action;
import dev.procession.ChildProcess;
import dev.procession.Context;
import dev.procession.channel.SharedQueue;
import dev.procession.pool.PoolTesting;
import dev.procession.testing.LeakCheck;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A thread of a process closes something in the moment in which another thread of it begins to
 * wait, or gets what it has waited for. The process lives on, so nobody mends after it what the
 * others would have to suffer from.
 */
@ExtendWith(LeakCheck.class)
class ClosedAtTheMomentTest {
  private static final int ROUNDS = 400;
  private static final int MANY_ROUNDS = 3000;

  /** What a child does with one of the things that it gets, over and over. */
  @FunctionalInterface
  private interface Use<T> extends java.io.Serializable {
    void by(T thing) throws Exception;
  }

  /** Uses each thing on one thread and closes it on another, a few microseconds later. */
  private static <T extends AutoCloseable> void use(
      SharedQueue<T> things, SharedQueue<Integer> done, Use<T> use, long seed) throws Exception {
    var random = new Random(seed);
    for (int round = 0; ; round++) {
      T thing = things.take();
      Thread user = Thread.ofPlatform().start(() -> useUntilClosed(thing, use));
      pause(random.nextInt(200_000));
      thing.close();
      user.join();
      done.put(round);
    }
  }

  private static <T> void useUntilClosed(T thing, Use<T> use) {
    try {
      while (true) {
        use.by(thing);
      }
    } catch (IllegalStateException closed) {
      // As it should be.
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static void pause(int nanos) {
    long end = System.nanoTime() + nanos;
    while (System.nanoTime() - end < 0) {
      Thread.onSpinWait();
    }
  }

  @Test
  @SuppressWarnings("WaitNotInLoop") // It waits for nothing but the end of its time.
  void shouldLeaveNoWaiterBehindInACondition() throws Exception {
    long seed = System.nanoTime();
    try (SharedQueue<SharedCondition> things = SharedQueue.create();
        SharedQueue<Integer> done = SharedQueue.create()) {
      Use<SharedCondition> use =
          condition -> {
            condition.lock().lock();
            try {
              condition.awaitNanos(1000);
            } finally {
              condition.lock().unlock();
            }
          };
      ChildProcess child = start(() -> use(things, done, use, seed));
      for (int round = 0; round < ROUNDS; round++) {
        try (var lock = SharedLock.create();
            var condition = lock.newCondition()) {
          things.put(condition);
          assertThat(done.take()).isEqualTo(round);
          assertThat(condition.waiters()).as("seed=%d, round=%d", seed, round).isZero();
        }
      }
      end(child);
    }
  }

  /** What it got in that moment stays with the process, and is free when that has ended. */
  @Test
  @Tag("soak")
  void shouldLoseNoPermit() throws Exception {
    long seed = System.nanoTime();
    var random = new Random(seed);
    try (SharedQueue<SharedSemaphore> things = SharedQueue.create();
        SharedQueue<Integer> done = SharedQueue.create()) {
      for (int lost = 0, round = 0; round < MANY_ROUNDS; lost = 0) {
        ChildProcess child = start(() -> use(things, done, SharedSemaphore::acquire, seed));
        while (lost == 0 && round < MANY_ROUNDS) {
          var semaphore = SharedSemaphore.create(0);
          things.put(semaphore);
          pause(random.nextInt(400_000));
          semaphore.release();
          done.take();
          round++;
          if (!semaphore.tryAcquire()) {
            lost++;
            end(child);
            assertThat(semaphore.tryAcquire(Duration.ofSeconds(5)))
                .as("seed=%d, round=%d", seed, round)
                .isTrue();
          }
          semaphore.close();
        }
        end(child);
      }
    }
  }

  private static ChildProcess start(Action work) {
    return ChildProcess.of(work).context(Context.standard().spares(0)).start();
  }

  private static void end(ChildProcess child) throws InterruptedException {
    child.kill();
    assertThat(child.join(PoolTesting.DEADLINE)).isTrue();
  }

  /** Who interrupts does not wait, and who is interrupted does not either. */
  @Test
  void shouldEndAWaitAtOnceWheneverItIsInterrupted() throws Exception {
    long seed = System.nanoTime();
    var random = new Random(seed);
    try (var semaphore = SharedSemaphore.create(0)) {
      Thread waiter = Thread.ofPlatform().start(() -> waitUntilClosed(semaphore));
      long worst = 0;
      for (int round = 0; round < 20_000; round++) {
        pause(random.nextInt(100_000));
        long begin = System.nanoTime();
        waiter.interrupt();
        worst = Math.max(worst, System.nanoTime() - begin);
      }
      semaphore.close();
      waiter.join();
      assertThat(worst).as("seed=%d", seed).isLessThan(TimeUnit.MILLISECONDS.toNanos(900));
    }
  }

  private static void waitUntilClosed(SharedSemaphore semaphore) {
    while (true) {
      try {
        assertThat(semaphore.tryAcquire(Duration.ofNanos(200_000))).isFalse();
      } catch (InterruptedException again) {
        // And once more.
      } catch (IllegalStateException closed) {
        return;
      }
    }
  }
}
