package dev.procession.manager;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.Action;
import dev.procession.ChildProcess;
import dev.procession.memory.SharedIntArray;
import dev.procession.memory.SharedLong;
import dev.procession.pool.PoolTesting;
import dev.procession.testing.LeakCheckPerClass;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients put, take, count and lock, while one of them, or the manager, is killed again and again
 * and replaced. It is noted in shared memory what their calls have returned from.
 */
@ExtendWith(LeakCheckPerClass.class)
class ManagerChaosTest {
  private static final int MOST_ITEMS = 4_000_000;
  private static final int CLIENTS = 3;

  @TempDir Path folder;

  /** What all share; what is written here has been acknowledged. */
  private record Work(
      ManagedQueue<Integer> queue,
      ManagedMap<Integer, Integer> map,
      ManagedCounter counter,
      ManagedLock lock,
      SharedLong drawn,
      SharedIntArray put,
      SharedIntArray taken,
      SharedLong counted,
      SharedLong stop)
      implements java.io.Serializable {

    boolean goesOn() {
      return stop.get() == 0;
    }

    void produce() throws InterruptedException {
      while (goesOn()) {
        int number = (int) drawn.getAndAdd(1);
        try {
          while (!queue.offer(number, Duration.ofMillis(50))) {
            // The consumer may have seen the end first, and left it full.
            if (!goesOn()) {
              return;
            }
          }
          put.set(number, 1);
          map.put(number, number);
          put.set(number, 2);
          counter.increment();
          counted.getAndAdd(1);
        } catch (ManagerDiedException mayHaveBeenDone) {
          // Then it is not noted.
        }
      }
    }

    void consume() throws InterruptedException {
      while (goesOn()) {
        Integer item = queue.poll(Duration.ofMillis(50));
        if (item != null) {
          taken.getAndAdd(item, 1);
        }
      }
    }

    void fight() {
      while (goesOn()) {
        try {
          lock.lock();
          lock.unlock();
        } catch (ManagerDiedException | ManagerRefusedException locksAreNotWrittenDown) {
          return;
        }
      }
    }
  }

  @Test
  @Timeout(120)
  void shouldLoseNothingThatWasAcknowledged() throws Exception {
    run(4, 5);
  }

  @Test
  @Tag("soak")
  @Timeout(3600)
  void shouldLoseNothingInTheLongRun() throws Exception {
    run(100, 300);
  }

  private void run(int managerKills, int clientKills) throws Exception {
    long seed = System.nanoTime();
    var random = new Random(seed);
    try (var manager = Manager.open(c -> c.journal(folder.resolve("journal")));
        var drawn = SharedLong.create(0);
        var put = SharedIntArray.create(MOST_ITEMS);
        var taken = SharedIntArray.create(MOST_ITEMS);
        var counted = SharedLong.create(0);
        var stop = SharedLong.create(0)) {
      var work =
          new Work(
              manager.<Integer>queue(100),
              manager.map(),
              manager.counter(),
              manager.lock(),
              drawn,
              put,
              taken,
              counted,
              stop);
      List<Action> roles = List.of(work::produce, work::consume, work::fight);
      var clients = new ArrayList<ChildProcess>();
      for (Action role : roles) {
        clients.add(start(role));
      }
      int consumersKilled = 0;
      for (int left = managerKills + clientKills; left > 0; left--) {
        awaitProgress(work);
        if (random.nextInt(left) < managerKills) {
          managerKills--;
          killManager(manager);
        } else {
          int victim = random.nextInt(CLIENTS);
          clients.get(victim).kill();
          clients.get(victim).join();
          consumersKilled += victim == 1 ? 1 : 0;
          clients.set(victim, start(roles.get(victim)));
        }
      }
      awaitProgress(work);
      stop.set(1);
      for (ChildProcess client : clients) {
        client.join();
        assertThat(client.exitCode()).as("seed=" + seed + ", " + client).hasValue(0);
      }
      expectAllThere(work, consumersKilled, "seed=" + seed);
      expectNoLeases(manager);
    }
  }

  private static ChildProcess start(Action role) {
    return ChildProcess.of(role).start();
  }

  /** Some more items come through, or at least are drawn, since the last kill. */
  private static void awaitProgress(Work work) {
    long before = work.counted.get();
    PoolTesting.await("work goes on", () -> work.counted.get() > before + 20);
    LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(System.nanoTime() % 3000));
  }

  private static void killManager(Manager manager) {
    long pid = manager.pid();
    ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    PoolTesting.await("another manager", () -> manager.pid() != pid);
  }

  private static void expectAllThere(Work work, int consumersKilled, String text) {
    int lost = 0;
    List<Integer> rest = new ArrayList<>(work.queue);
    assertThat(rest).as(text).doesNotHaveDuplicates();
    for (int number : rest) {
      work.taken.getAndAdd(number, 1);
    }
    for (int number = 0; number < work.drawn.get(); number++) {
      int times = work.taken.get(number);
      assertThat(times).as(text + ", number=" + number).isLessThanOrEqualTo(1);
      if (times == 0 && work.put.get(number) >= 1) {
        lost++;
      }
      if (work.put.get(number) == 2) {
        assertThat(work.map.get(number)).as(text + ", number=" + number).isEqualTo(number);
      }
    }
    // A consumer that was killed may have had one that it had not noted yet.
    assertThat(lost).as(text).isLessThanOrEqualTo(consumersKilled);
    assertThat(work.counter.get()).as(text).isGreaterThanOrEqualTo(work.counted.get());
  }

  /** This process has four proxies; three objects were brought back, and are held for a minute. */
  private static void expectNoLeases(Manager manager) {
    PoolTesting.await("leases of the dead end", () -> manager.leases() <= 7);
  }
}
