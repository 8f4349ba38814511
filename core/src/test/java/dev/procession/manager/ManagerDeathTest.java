package dev.procession.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.ChildProcess;
import dev.procession.pool.PoolTesting;
import dev.procession.testing.LeakCheckPerClass;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the death of a manager is to its clients, and the death of a client to the others. */
@ExtendWith(LeakCheckPerClass.class)
@SuppressWarnings("WaitNotInLoop") // each is woken once, and by what the test does
class ManagerDeathTest {
  private static final Duration AN_HOUR = Duration.ofHours(1);

  /** Has a method that waits. */
  interface Sleeper {
    int sleeping();

    void sleep() throws InterruptedException;
  }

  static final class SleeperObject implements Sleeper {
    private final AtomicInteger sleeping = new AtomicInteger();

    @Override
    public int sleeping() {
      return sleeping.get();
    }

    @Override
    public void sleep() throws InterruptedException {
      sleeping.incrementAndGet();
      try {
        Tries.sleepForEver();
      } finally {
        sleeping.decrementAndGet();
      }
    }
  }

  /** A call that waits, and how it ended when. */
  private record Waiting(FutureTask<Throwable> end, long[] at) {
    static Waiting start(CountDownLatch begun, Callable<?> call) {
      var at = new long[1];
      return new Waiting(
          Tries.inThread(
              () -> {
                try {
                  begun.countDown();
                  Object result = call.call();
                  throw new AssertionError("did not wait: " + result);
                } catch (ManagerDiedException | CompletionException e) {
                  return e instanceof CompletionException ? e.getCause() : e;
                } finally {
                  at[0] = System.nanoTime();
                }
              }),
          at);
    }
  }

  /** What returns nothing. */
  private interface Statement {
    void run() throws Exception;
  }

  private static Callable<?> does(Statement statement) {
    return () -> {
      statement.run();
      return null;
    };
  }

  /** Calls of every kind that wait, by what they are. */
  private static Map<String, Callable<?>> waitingCalls(Manager manager, Sleeper sleeper)
      throws Exception {
    ManagedLock lock = manager.lock();
    lock.lock();
    ManagedLock reentrant = manager.reentrantLock();
    FutureTask<?> holder = Tries.inThread(does(reentrant::lock));
    holder.get();
    ManagedSemaphore none = manager.semaphore(0);
    ManagedQueue<Integer> empty = manager.queue();
    ManagedQueue<Integer> full = manager.queue(1);
    full.put(1);
    ManagedEvent event = manager.event();
    ManagedBarrier barrier = manager.barrier(9);
    ManagedCondition condition = manager.condition();
    ManagedPool pool = manager.pool(1);
    Map<String, Callable<?>> calls = new LinkedHashMap<>();
    calls.put("lock", does(lock::lock));
    calls.put("lockInterruptibly", does(lock::lockInterruptibly));
    calls.put("tryLock", () -> lock.tryLock(AN_HOUR));
    calls.put("reentrant lock", does(reentrant::lock));
    calls.put("acquire", does(none::acquire));
    calls.put("acquireUninterruptibly", does(none::acquireUninterruptibly));
    calls.put("tryAcquire", () -> none.tryAcquire(AN_HOUR));
    calls.put("take", empty::take);
    calls.put("poll", () -> empty.poll(AN_HOUR));
    calls.put("put", does(() -> full.put(2)));
    calls.put("offer", () -> full.offer(3, AN_HOUR));
    calls.put("join", does(full::join));
    calls.put("event", does(event::await));
    calls.put("event for a time", () -> event.await(AN_HOUR));
    calls.put("barrier", barrier::await);
    calls.put("barrier for a time", () -> barrier.await(AN_HOUR));
    calls.put(
        "condition",
        () -> {
          condition.lock();
          return condition.await(AN_HOUR);
        });
    calls.put("pool", () -> pool.apply(ManagerDeathTest::neverReturn));
    calls.put("own type", does(sleeper::sleep));
    calls.put("future", () -> Manager.async(manager.<Integer>queue()).take().join());
    return calls;
  }

  private static int neverReturn() throws InterruptedException {
    Tries.sleepForEver();
    return 0;
  }

  @Test
  void shouldEndEveryCallThatWaitsWhenItIsKilled() throws Exception {
    try (Manager manager = Manager.open(c -> c.register(Sleeper.class, SleeperObject::new))) {
      Sleeper sleeper = manager.create(Sleeper.class);
      ManagedMap<String, Integer> map = manager.map();
      Map<String, Callable<?>> calls = waitingCalls(manager, sleeper);
      var begun = new CountDownLatch(calls.size());
      Map<String, Waiting> waiting = new LinkedHashMap<>();
      calls.forEach((name, call) -> waiting.put(name, Waiting.start(begun, call)));
      begun.await();
      PoolTesting.await("they wait", () -> sleeper.sleeping() == 1);
      long pid = manager.pid();
      Tries.kill(pid);
      PoolTesting.await("it is dead", () -> !PoolTesting.isAlive(pid));
      long death = System.nanoTime();
      for (var each : waiting.entrySet()) {
        Throwable end = each.getValue().end.get(60, TimeUnit.SECONDS);
        assertThat(end).as(each.getKey()).isInstanceOf(ManagerDiedException.class);
        var died = (ManagerDiedException) end;
        assertThat(died.pid()).as(each.getKey()).isEqualTo(pid);
        assertThat(died.exitCode()).as(each.getKey() + ": " + died).hasValue(-9);
        long took = each.getValue().at[0] - death;
        assertThat(Duration.ofNanos(took)).as(each.getKey()).isLessThan(Duration.ofSeconds(1));
      }
      assertThatThrownBy(() -> map.get("a"))
          .isInstanceOfSatisfying(
              ManagerDiedException.class, e -> assertThat(e.exitCode()).hasValue(-9));
      assertThatThrownBy(() -> map.merge("a", 1, Integer::sum))
          .isInstanceOf(ManagerDiedException.class);
      assertThatThrownBy(manager::counter).isInstanceOf(ManagerDiedException.class);
      assertThatThrownBy(() -> Manager.async(map).get("a").join()).isInstanceOf(Exception.class);
      assertThatThrownBy(() -> Tries.inChild(() -> map.put("a", 1)))
          .isInstanceOf(AssertionError.class);
      assertThat(manager.join(Duration.ofSeconds(10))).isTrue();
      assertThat(sleeper.toString()).contains("Sleeper");
    }
  }

  @Test
  void shouldTellOtherProcessesThatItHasDied() throws Exception {
    try (Manager manager = Manager.open();
        Manager notes = Manager.open()) {
      ManagedQueue<Integer> queue = manager.queue();
      ManagedValue<String> noted = notes.value("");
      long pid = manager.pid();
      ChildProcess child =
          ChildProcess.of(
                  () -> {
                    try {
                      queue.take();
                    } catch (ManagerDiedException e) {
                      noted.set("died, pid=" + e.pid() + ", " + throwsAgain(queue));
                    }
                  })
              .start();
      PoolTesting.await("it waits", () -> queue.waiters() == 1);
      Tries.kill(pid);
      assertThat(child.join(PoolTesting.DEADLINE)).isTrue();
      assertThat(noted.get()).isEqualTo("died, pid=" + pid + ", again");
    }
  }

  private static String throwsAgain(ManagedQueue<Integer> queue) {
    try {
      return "offered: " + queue.offer(1);
    } catch (ManagerDiedException e) {
      return "again";
    }
  }

  @Test
  void shouldEndCallsThatWaitWhenItIsClosed() throws Exception {
    Manager manager = Manager.open();
    FutureTask<Throwable> end;
    try (manager) {
      ManagedQueue<Integer> queue = manager.queue();
      end = Waiting.start(new CountDownLatch(1), queue::take).end;
      ManagedQueue<Integer> same = queue;
      PoolTesting.await("it waits", () -> same.waiters() == 1);
    }
    try {
      assertThat(end.get(60, TimeUnit.SECONDS)).isInstanceOf(ManagerDiedException.class);
    } catch (java.util.concurrent.ExecutionException e) {
      assertThat(e).hasCauseInstanceOf(IllegalStateException.class);
    }
  }

  // ---- clients that are killed ------------------------------------------------------------------

  @Test
  void shouldTakeFromAKilledClientWhatItHeld() throws Exception {
    try (Manager manager = Manager.open()) {
      ManagedLock lock = manager.lock();
      ManagedLock reentrant = manager.reentrantLock();
      ManagedSemaphore semaphore = manager.semaphore(3);
      ManagedQueue<String> jobs = manager.queue();
      jobs.putAll(List.of("one", "two"));
      ManagedEvent holds = manager.event();
      ChildProcess child =
          ChildProcess.of(
                  () -> {
                    lock.lock();
                    reentrant.lock();
                    reentrant.lock();
                    semaphore.acquire(2);
                    jobs.take();
                    holds.set();
                    Tries.sleepForEver();
                  })
              .start();
      holds.await();
      var taken = Tries.inThread(does(lock::lock));
      PoolTesting.await("it waits", () -> lock.waiters() == 1);
      assertThat(semaphore.availablePermits()).isEqualTo(1);
      Tries.kill(child);
      long death = System.nanoTime();
      PoolTesting.get(taken);
      assertThat(Duration.ofNanos(System.nanoTime() - death)).isLessThan(Duration.ofSeconds(1));
      assertThat(lock.recovered()).isTrue();
      assertThat(reentrant.tryLock(PoolTesting.DEADLINE)).isTrue();
      assertThat(reentrant.recovered()).isTrue();
      assertThat(reentrant.holdCount()).isEqualTo(1);
      PoolTesting.await("permits are back", () -> semaphore.availablePermits() == 3);
      assertThat(jobs.take()).isEqualTo("two");
      jobs.taskDone();
      assertThat(jobs.join(PoolTesting.DEADLINE)).isTrue();
    }
  }

  @Test
  void shouldTakeAKilledClientOutOfEveryLine() throws Exception {
    try (Manager manager = Manager.open()) {
      ManagedQueue<Integer> queue = manager.queue();
      ManagedBarrier barrier = manager.barrier(3);
      ManagedCondition condition = manager.condition();
      ManagedLock lock = manager.lock();
      ManagedSemaphore semaphore = manager.semaphore(0);
      ManagedEvent event = manager.event();
      lock.lock();
      ChildProcess child =
          ChildProcess.of(
                  () -> {
                    Tries.inThread(queue::take);
                    Tries.inThread(barrier::await);
                    Tries.inThread(does(lock::lock));
                    Tries.inThread(does(semaphore::acquire));
                    Tries.inThread(does(event::await));
                    condition.lock();
                    condition.awaitUninterruptibly();
                  })
              .start();
      PoolTesting.await(
          "all wait",
          () ->
              queue.waiters() == 1
                  && barrier.waiting() == 1
                  && condition.waiters() == 1
                  && lock.waiters() == 1
                  && semaphore.waiters() == 1
                  && event.waiters() == 1);
      FutureTask<Integer> atBarrier = Tries.inThread(barrier::await);
      PoolTesting.await("two wait", () -> barrier.waiting() == 2);
      Tries.kill(child);
      assertThat(PoolTesting.failureOf(atBarrier)).isInstanceOf(BrokenBarrierException.class);
      PoolTesting.await(
          "nobody waits",
          () ->
              queue.waiters() == 0
                  && condition.waiters() == 0
                  && lock.waiters() == 0
                  && semaphore.waiters() == 0
                  && event.waiters() == 0);
      queue.put(1);
      assertThat(queue.poll()).isEqualTo(1);
      lock.unlock();
      assertThat(lock.tryLock()).isTrue();
      semaphore.release();
      assertThat(semaphore.tryAcquire()).isTrue();
      assertThat(condition.tryLock()).isTrue();
    }
  }

  /** Wherever a client is killed, each item is there once, with it or with us. */
  @Test
  void shouldLoseNoItemToAKilledClientThatHadNotGotIt() throws Exception {
    try (Manager manager = Manager.open()) {
      ManagedQueue<Integer> queue = manager.queue();
      ManagedList<Integer> got = manager.list();
      int next = 0;
      for (int round = 0; round < 3; round++) {
        ChildProcess child =
            ChildProcess.of(
                    () -> {
                      while (true) {
                        got.add(queue.take());
                      }
                    })
                .start();
        PoolTesting.await("it waits", () -> queue.waiters() == 1);
        for (int i = 0; i < 200; i++) {
          queue.put(next++);
          if (i == 100 + 20 * round) {
            child.kill();
          }
        }
        assertThat(child.join(PoolTesting.DEADLINE)).isTrue();
        PoolTesting.await("it is gone", () -> queue.waiters() == 0 && queue.size() >= 1);
        queue.drainTo(got);
        // What it has got and not noted it may have lost: that is one at most.
        assertThat(next - got.size()).isBetween(0, 1);
        assertThat(got).doesNotHaveDuplicates();
        got.clear();
        next = 0;
      }
    }
  }

  @Test
  void shouldStopTheTaskOfAKilledClientsPoolCall() throws Exception {
    try (Manager manager = Manager.open()) {
      ManagedPool pool = manager.pool(1);
      ManagedEvent begun = manager.event();
      ChildProcess child =
          ChildProcess.of(
                  () ->
                      pool.apply(
                          () -> {
                            begun.set();
                            return neverReturn();
                          }))
              .start();
      begun.await();
      Tries.kill(child);
      assertThat(PoolTesting.get(pool.submit(() -> 7))).isEqualTo(7);
    }
  }
}
