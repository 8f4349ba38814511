package dev.procession.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.ChildProcess;
import dev.procession.ProcessionException;
import dev.procession.pool.PoolTesting;
import dev.procession.testing.Conformance;
import dev.procession.testing.LeakCheckPerClass;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Waiting for a signal of other threads and processes. */
@ExtendWith(LeakCheckPerClass.class)
@Timeout(300)
@SuppressWarnings("WaitNotInLoop") // Each wait is what is tested.
class SharedConditionTest {
  private static final int WOKEN = 0;
  private static final int TIMED_OUT = 1;

  @TempDir private Path directory;

  /** The locks that have conditions. */
  enum Kind {
    PLAIN,
    REENTRANT,
    WRITE;

    SharedCondition create() {
      return switch (this) {
        case PLAIN -> SharedLock.create().newCondition();
        case REENTRANT -> SharedReentrantLock.create().newCondition();
        case WRITE -> SharedReadWriteLock.create().writeLock().newCondition();
      };
    }
  }

  private static boolean await(SharedCondition condition, Duration atMost) throws Exception {
    Lock lock = condition.lock();
    lock.lock();
    try {
      return condition.await(atMost);
    } finally {
      lock.unlock();
    }
  }

  /** Waits and counts how that ended. */
  private static void awaitAndCount(SharedCondition condition, Cells cells, Duration atMost)
      throws Exception {
    boolean signalled = await(condition, atMost);
    cells.add(signalled ? WOKEN : TIMED_OUT, 1);
  }

  private static void signal(SharedCondition condition, int count) {
    condition.lock().lock();
    try {
      condition.signal(count);
    } finally {
      condition.lock().unlock();
    }
  }

  private static void awaitWaiters(SharedCondition condition, int count) {
    Crew.await(count + " wait", () -> condition.waiters() == count);
  }

  @ParameterizedTest
  @EnumSource
  @Conformance({"_TestCondition.test_notify", "_TestCondition.test_notify_n"})
  void shouldWakeAsManyAsAreSignalled(Kind kind) throws Exception {
    Cells cells = Cells.in(directory);
    try (var condition = kind.create();
        var crew = new Crew()) {
      signal(condition, 5);
      crew.children(2, () -> awaitAndCount(condition, cells, PoolTesting.DEADLINE));
      List<Future<Boolean>> threads = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        threads.add(
            i % 2 == 0
                ? Crew.thread(() -> await(condition, PoolTesting.DEADLINE))
                : Crew.virtual(() -> await(condition, PoolTesting.DEADLINE)));
      }
      awaitWaiters(condition, 6);
      signal(condition, 0);
      assertThat(condition.waiters()).isEqualTo(6);
      signal(condition, 1);
      awaitWaiters(condition, 5);
      Crew.await("one is awake", () -> awake(cells, threads) == 1);
      signal(condition, 3);
      assertThat(condition.waiters()).isEqualTo(2);
      Crew.await("four are awake", () -> awake(cells, threads) == 4);
      signal(condition, 100);
      crew.join();
      for (Future<Boolean> thread : threads) {
        assertThat(PoolTesting.get(thread)).isTrue();
      }
      assertThat(condition.waiters()).isZero();
      close(condition);
    }
  }

  private static long awake(Cells cells, List<Future<Boolean>> threads) {
    return cells.get(WOKEN) + threads.stream().filter(Future::isDone).count();
  }

  private static void close(SharedCondition condition) throws Exception {
    if (condition.lock() instanceof SharedReadWriteLock.WriteLock write) {
      write.whole.close();
    } else if (condition.lock() instanceof AutoCloseable lock) {
      lock.close();
    }
  }

  @Test
  @Conformance("_TestCondition.test_notify_all")
  void shouldWakeAll() throws Exception {
    Cells cells = Cells.in(directory);
    try (var lock = SharedReentrantLock.create();
        var condition = lock.newCondition();
        var crew = new Crew()) {
      for (int i = 0; i < 3; i++) {
        crew.child(
            () -> {
              var thread =
                  Crew.thread(
                      () -> {
                        awaitAndCount(condition, cells, Duration.ofMillis(50));
                        awaitAndCount(condition, cells, PoolTesting.DEADLINE);
                        return true;
                      });
              awaitAndCount(condition, cells, Duration.ofMillis(50));
              awaitAndCount(condition, cells, PoolTesting.DEADLINE);
              PoolTesting.get(thread);
            });
      }
      Crew.await("all have timed out", () -> cells.get(TIMED_OUT) == 6);
      awaitWaiters(condition, 6);
      try (var held = lock.hold()) {
        condition.signalAll();
        assertThat(condition.waiters()).isZero();
        assertThat(cells.get(WOKEN)).isZero();
      }
      crew.join();
      assertThat(cells.get(WOKEN)).isEqualTo(6);
      assertThat(cells.get(TIMED_OUT)).isEqualTo(6);
      assertThat(condition.waiters()).isZero();
    }
  }

  @Test
  @Conformance("_TestCondition.test_timeout")
  void shouldGiveUpWhenTheTimeIsUp() throws Exception {
    try (var lock = SharedReentrantLock.create();
        var condition = lock.newCondition();
        var held = lock.hold()) {
      assertThat(condition.await(Duration.ofMillis(20))).isFalse();
      assertThat(condition.await(Duration.ofSeconds(-1))).isFalse();
      assertThat(condition.await(0, TimeUnit.SECONDS)).isFalse();
      assertThat(condition.awaitNanos(1_000_000)).isLessThanOrEqualTo(0);
      assertThat(condition.awaitUntil(Date.from(Instant.now().plusMillis(20)))).isFalse();
      assertThat(condition.awaitUntil(new Date(0))).isFalse();
      assertThat(condition.waiters()).isZero();
      assertThat(lock.holdCount()).isOne();
    }
  }

  @ParameterizedTest
  @EnumSource
  @Conformance("_TestCondition.test_waitfor")
  void shouldWaitForAPredicate(Kind kind) throws Exception {
    Cells cells = Cells.in(directory);
    try (var condition = kind.create();
        var crew = new Crew()) {
      Lock lock = condition.lock();
      crew.child(
          () -> {
            Lock here = condition.lock();
            here.lock();
            try {
              condition.waitFor(() -> cells.get(2) == 4);
            } finally {
              here.unlock();
            }
          });
      awaitWaiters(condition, 1);
      for (int i = 1; i <= 4; i++) {
        lock.lock();
        cells.set(2, i);
        condition.signal();
        lock.unlock();
      }
      crew.join();
      close(condition);
    }
  }

  @Test
  @Conformance("_TestCondition.test_waitfor_timeout")
  void shouldGiveUpAPredicateWhenTheWholeTimeIsUp() throws Exception {
    try (var lock = SharedLock.create();
        var condition = lock.newCondition()) {
      long begin = System.nanoTime();
      var waiting =
          Crew.thread(
              () -> {
                try (var held = lock.hold()) {
                  return condition.waitFor(() -> false, Duration.ofMillis(300));
                }
              });
      while (!waiting.isDone()) {
        signal(condition, 1);
      }
      assertThat(PoolTesting.get(waiting)).isFalse();
      assertThat(System.nanoTime() - begin).isGreaterThan(Duration.ofMillis(299).toNanos());
      try (var held = lock.hold()) {
        assertThat(condition.waitFor(() -> true, Duration.ZERO)).isTrue();
        assertThat(condition.waitFor(() -> false, Duration.ZERO)).isFalse();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  @Conformance("_TestCondition.test_wait_result")
  void shouldTellSignalFromTimeoutAndInterrupt(Kind kind) throws Exception {
    try (var condition = kind.create()) {
      assertThat(await(condition, Duration.ZERO)).isFalse();
      var signalled = Crew.thread(() -> await(condition, PoolTesting.DEADLINE));
      awaitWaiters(condition, 1);
      signal(condition, 1);
      assertThat(PoolTesting.get(signalled)).isTrue();
      for (boolean virtual : new boolean[] {false, true}) {
        Crew.expectEndByInterrupt(
            virtual, () -> await(condition, PoolTesting.DEADLINE), condition::waiters);
      }
      assertThat(condition.lock().tryLock()).isTrue();
      condition.lock().unlock();
      close(condition);
    }
  }

  @Test
  void shouldNotMindAnInterruptIfAsked() throws Exception {
    try (var lock = SharedReentrantLock.create();
        var condition = lock.newCondition()) {
      Thread[] waiter = new Thread[1];
      var waiting =
          Crew.thread(
              () -> {
                waiter[0] = Thread.currentThread();
                try (var held = lock.hold()) {
                  condition.awaitUninterruptibly();
                }
                return Thread.interrupted();
              });
      awaitWaiters(condition, 1);
      waiter[0].interrupt();
      signal(condition, 1);
      assertThat(PoolTesting.get(waiting)).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldNeedTheLock(Kind kind) throws Exception {
    try (var condition = kind.create()) {
      assertThatThrownBy(condition::await).isInstanceOf(IllegalMonitorStateException.class);
      assertThatThrownBy(condition::signal).isInstanceOf(IllegalMonitorStateException.class);
      assertThatThrownBy(condition::signalAll).isInstanceOf(IllegalMonitorStateException.class);
      assertThatThrownBy(() -> condition.waitFor(() -> true))
          .isInstanceOf(IllegalMonitorStateException.class);
      condition.lock().lock();
      assertThatThrownBy(() -> condition.signal(-1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("negative: threads=-1; zero is the least");
      condition.signal(Integer.MAX_VALUE);
      condition.lock().unlock();
      close(condition);
    }
  }

  @Test
  void shouldGiveUpAndTakeBackAllHolds() throws Exception {
    try (var lock = SharedReentrantLock.create();
        var condition = lock.newCondition()) {
      var waiting =
          Crew.thread(
              () -> {
                lock.lock();
                lock.lock();
                lock.lock();
                condition.await();
                int holds = lock.holdCount();
                lock.unlock();
                lock.unlock();
                lock.unlock();
                return holds;
              });
      awaitWaiters(condition, 1);
      signal(condition, 1);
      assertThat(PoolTesting.get(waiting)).isEqualTo(3);
      assertThat(lock.isLocked()).isFalse();
    }
  }

  @Test
  void shouldSignalInTheOrderOfComing() throws Exception {
    Cells cells = Cells.in(directory);
    try (var lock = SharedReentrantLock.create();
        var condition = lock.newCondition()) {
      List<Future<Boolean>> waiters = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        waiters.add(Crew.virtual(() -> await(condition, PoolTesting.DEADLINE)));
        awaitWaiters(condition, i + 1);
      }
      for (Future<Boolean> waiter : waiters) {
        signal(condition, 1);
        assertThat(PoolTesting.get(waiter)).isTrue();
        cells.add(0, 1);
        assertThat(waiters.stream().filter(Future::isDone).count()).isEqualTo(cells.get(0));
      }
    }
  }

  @Test
  void shouldHaveRoomFor1024() throws Exception {
    try (var lock = SharedLock.create();
        var condition = lock.newCondition()) {
      List<Future<Boolean>> waiters = new ArrayList<>();
      for (int i = 0; i < ConditionLayout.ROOM; i++) {
        waiters.add(Crew.virtual(() -> await(condition, PoolTesting.DEADLINE)));
      }
      awaitWaiters(condition, ConditionLayout.ROOM);
      assertThatThrownBy(() -> await(condition, PoolTesting.DEADLINE))
          .isInstanceOf(ProcessionException.class)
          .hasMessageStartingWith("too many threads wait for the condition: waiters=1024");
      assertThat(lock.isLocked()).isFalse();
      signal(condition, Integer.MAX_VALUE);
      for (Future<Boolean> waiter : waiters) {
        assertThat(PoolTesting.get(waiter)).isTrue();
      }
    }
  }

  @Test
  void shouldEndTheWaitWhenClosed() throws Exception {
    try (var lock = SharedReentrantLock.create()) {
      var condition = lock.newCondition();
      var waiting = Crew.thread(() -> await(condition, PoolTesting.DEADLINE));
      awaitWaiters(condition, 1);
      condition.close();
      condition.close();
      assertThat(PoolTesting.failureOf(waiting)).isInstanceOf(IllegalStateException.class);
      assertThat(lock.isLocked()).isFalse();
      assertThatThrownBy(condition::waiters).isInstanceOf(IllegalStateException.class);
      assertThat(condition).hasToString("SharedCondition[closed]");
    }
  }

  // ---- deaths -----------------------------------------------------------------------------------

  @Test
  void shouldNeverSignalTheDead() throws Exception {
    try (var lock = SharedReentrantLock.create();
        var condition = lock.newCondition();
        var crew = new Crew()) {
      ChildProcess first = crew.child(() -> await(condition, PoolTesting.DEADLINE));
      awaitWaiters(condition, 1);
      var second = Crew.thread(() -> await(condition, PoolTesting.DEADLINE));
      awaitWaiters(condition, 2);
      crew.kill(first);
      awaitWaiters(condition, 1);
      signal(condition, 1);
      assertThat(PoolTesting.get(second)).isTrue();
    }
  }

  @Test
  void shouldPassOnTheSignalOfAWaiterThatDies() throws Exception {
    try (var lock = SharedReentrantLock.create();
        var condition = lock.newCondition();
        var crew = new Crew()) {
      ChildProcess first = crew.child(() -> await(condition, PoolTesting.DEADLINE));
      awaitWaiters(condition, 1);
      var second = Crew.thread(() -> await(condition, PoolTesting.DEADLINE));
      var third = Crew.virtual(() -> await(condition, PoolTesting.DEADLINE));
      awaitWaiters(condition, 3);
      try (var held = lock.hold()) {
        condition.signal(); // The first one cannot take it up: it lacks the lock.
        assertThat(condition.waiters()).isEqualTo(2);
        crew.kill(first);
      }
      Crew.await("one of the others has it", () -> condition.waiters() == 1);
      Crew.await("it is awake", () -> second.isDone() || third.isDone());
      assertThat(condition.waiters()).isOne();
      signal(condition, 1);
      assertThat(PoolTesting.get(second)).isTrue();
      assertThat(PoolTesting.get(third)).isTrue();
    }
  }

  @Test
  @Tag(Crew.EACH_STEP)
  void shouldLoseNoSignalWhenAWaiterDiesAtAnyStep() throws Exception {
    List<String> steps =
        Crew.killAtEachStep(
            directory,
            (crew, victim) -> {
              try (var lock = SharedReentrantLock.create();
                  var condition = lock.newCondition()) {
                ChildProcess child =
                    victim.start(
                        () -> {
                          lock.lock();
                          condition.await();
                          lock.unlock();
                        });
                Crew.await(
                    "it sleeps or is dead",
                    () -> victim.hasPassed("condition before sleep") || victim.isOver(child));
                var other = Crew.thread(() -> await(condition, PoolTesting.DEADLINE));
                Crew.await(
                    "the other waits",
                    () -> condition.waiters() == (child.isAlive() ? 2 : 1) || victim.isOver(child));
                Crew.await(
                    "it waits still",
                    () -> condition.waiters() > 0 && (!victim.isOver(child) || !child.isAlive()));
                signal(condition, 1);
                victim.join(child);
                if (mayHaveTakenUp(victim.step())) {
                  Crew.await("the other is awake", () -> signalled(condition, other));
                }
                other.get(Crew.DEAD_WAIT.toMillis(), TimeUnit.MILLISECONDS);
                assertThat(PoolTesting.get(other)).isTrue();
                assertThat(condition.waiters()).isZero();
              }
            });
    assertThat(steps)
        .contains("condition enlisted", "condition before sleep", "condition before leave");
  }

  /** The lock is freed before the wait and after it. */
  private static boolean mayHaveTakenUp(String step) {
    return step.isEmpty() || step.equals("condition left") || step.startsWith("lock freed");
  }

  private static boolean signalled(SharedCondition condition, Future<Boolean> waiter) {
    signal(condition, 1);
    return waiter.isDone();
  }

  @Test
  @Tag(Crew.EACH_STEP)
  void shouldWakeWhenTheSignallerDiesAtAnyStep() throws Exception {
    List<String> steps =
        Crew.killAtEachStep(
            directory,
            (crew, victim) -> {
              try (var lock = SharedReentrantLock.create();
                  var condition = lock.newCondition()) {
                var first = Crew.thread(() -> await(condition, PoolTesting.DEADLINE));
                awaitWaiters(condition, 1);
                var second = Crew.virtual(() -> await(condition, PoolTesting.DEADLINE));
                awaitWaiters(condition, 2);
                ChildProcess child =
                    victim.start(
                        () -> {
                          lock.lock();
                          condition.signalAll();
                          lock.unlock();
                        });
                victim.join(child);
                assertThat(lock.tryLock(Crew.DEAD_WAIT)).isTrue();
                int left = condition.waiters();
                lock.unlock();
                if (left < 2) {
                  first.get(Crew.DEAD_WAIT.toMillis(), TimeUnit.MILLISECONDS);
                }
                if (left == 0) {
                  second.get(Crew.DEAD_WAIT.toMillis(), TimeUnit.MILLISECONDS);
                }
                signal(condition, Integer.MAX_VALUE);
                assertThat(PoolTesting.get(first)).isTrue();
                assertThat(PoolTesting.get(second)).isTrue();
              }
            });
    assertThat(steps).contains("condition before signal", "condition signalled");
  }
}
