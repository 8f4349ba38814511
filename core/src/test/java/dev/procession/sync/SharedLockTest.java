package dev.procession.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.ChildProcess;
import dev.procession.pool.PoolTesting;
import dev.procession.pool.Signals;
import dev.procession.testing.Conformance;
import dev.procession.testing.LeakCheckPerClass;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A lock that any thread of any process may free. */
@ExtendWith(LeakCheckPerClass.class)
@Timeout(300)
class SharedLockTest {
  @TempDir private Path directory;

  private static SharedLock create(boolean fair) {
    return SharedLock.create(c -> c.fair(fair));
  }

  // ---- taking and freeing -----------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @Conformance({"_TestLock.test_lock", "_TestLock.test_lock_context"})
  void shouldBeHeldByOneAtATime(boolean fair) throws Exception {
    try (var lock = create(fair)) {
      assertThat(lock.isFair()).isEqualTo(fair);
      assertThat(lock.isLocked()).isFalse();
      lock.lock();
      assertThat(lock.isLocked()).isTrue();
      assertThat(lock.tryLock()).isFalse();
      assertThat(lock.tryLock(Duration.ofMillis(20))).isFalse();
      lock.unlock();
      assertThat(lock.isLocked()).isFalse();
      assertThatThrownBy(lock::unlock)
          .isInstanceOf(IllegalMonitorStateException.class)
          .hasMessage("the lock is not held: it is free");
      assertThat(lock.isLocked()).isFalse();
      lock.lockInterruptibly();
      lock.unlock();
      try (var held = lock.hold()) {
        assertThat(lock.isLocked()).isTrue();
        assertThat(lock.recovered()).isFalse();
      }
      assertThat(lock.isLocked()).isFalse();
      assertThat(lock.makeConsistent()).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @Conformance("_TestLock.test_lock_locked_2processes")
  void shouldBeFreedByAnyThreadOfAnyProcess(boolean fair) throws Exception {
    try (var lock = create(fair);
        var crew = new Crew()) {
      crew.child(lock::lock);
      Crew.await("the child holds it", lock::isLocked);
      lock.unlock();
      assertThat(lock.isLocked()).isFalse();
      crew.join();
      lock.lock();
      crew.child(lock::unlock);
      crew.join();
      assertThat(lock.isLocked()).isFalse();
      lock.lock();
      PoolTesting.get(Crew.virtual(() -> unlocked(lock)));
      assertThat(lock.isLocked()).isFalse();
    }
  }

  /** A fair lock once left the one asleep for ever that had it, but had not looked yet. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldBeFreedByOthersInTheMomentInWhichItIsTaken(boolean fair) throws Exception {
    int rounds = 20_000;
    try (var lock = create(fair)) {
      var taking =
          Crew.thread(
              () -> {
                for (int i = 0; i < rounds; i++) {
                  lock.lock();
                }
                return true;
              });
      long deadline = System.nanoTime() + PoolTesting.DEADLINE.toNanos();
      for (int i = 0; i < rounds; i++) {
        for (int look = 1; !lock.isLocked(); look++) {
          assertThat(System.nanoTime()).as("held, round=%d", i).isLessThan(deadline);
          if (look % 1000 == 0) {
            // There may be one processor for both.
            Thread.yield();
          }
        }
        lock.unlock();
      }
      assertThat(PoolTesting.get(taking)).isTrue();
    }
  }

  private static boolean unlocked(SharedLock lock) {
    lock.unlock();
    return true;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldKeepAllOthersOut(boolean fair) throws Exception {
    Cells cells = Cells.in(directory);
    try (var lock = create(fair);
        var crew = new Crew()) {
      crew.children(2, () -> count(lock, cells, 4, 400));
      count(lock, cells, 4, 400);
      crew.join();
      assertThat(cells.get(0)).isEqualTo(3 * 4 * 400);
      assertThat(lock.waiters()).isZero();
    }
  }

  /** With threads of both kinds. */
  private static void count(SharedLock lock, Cells cells, int threads, int times) throws Exception {
    List<Future<Boolean>> all = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      all.add(Crew.thread(() -> count(lock, cells, times), i % 2 == 0));
    }
    for (Future<Boolean> thread : all) {
      assertThat(PoolTesting.get(thread)).isTrue();
    }
  }

  private static boolean count(SharedLock lock, Cells cells, int times) {
    for (int i = 0; i < times; i++) {
      lock.lock();
      cells.addUnguarded(0);
      lock.unlock();
    }
    return true;
  }

  @Test
  void shouldServeThreadsOfAllProcessesInTheOrderOfComingIfFair() throws Exception {
    Signals signals = Signals.in(directory);
    int turns = 9;
    try (var lock = create(true);
        var crew = new Crew()) {
      crew.children(
          2,
          () -> {
            List<Future<Boolean>> threads = new ArrayList<>();
            String child = claim(signals);
            for (int i = 0; i < turns / 3; i++) {
              int turn = i * 3 + Integer.parseInt(child);
              signals.await("come-" + turn);
              threads.add(Crew.thread(() -> serve(lock, signals, turn), turn % 2 == 0));
            }
            for (Future<Boolean> thread : threads) {
              PoolTesting.get(thread);
            }
          });
      lock.lock();
      List<Future<Boolean>> own = new ArrayList<>();
      for (int i = 0; i < turns; i++) {
        int turn = i;
        if (turn % 3 == 2) {
          own.add(Crew.thread(() -> serve(lock, signals, turn), turn % 2 == 0));
        } else {
          signals.raise("come-" + turn);
        }
        awaitPlace(lock, turn + 1);
      }
      lock.unlock();
      for (Future<Boolean> thread : own) {
        PoolTesting.get(thread);
      }
      crew.join();
      assertThat(signals.lines("served"))
          .containsExactly("0", "1", "2", "3", "4", "5", "6", "7", "8");
    }
  }

  /**
   * Waits until so many threads sleep for longer than a moment: for a moment a thread also sleeps
   * to get its place.
   */
  private static void awaitPlace(SharedLock lock, int waiters) {
    Awaitility.await(waiters + " wait")
        .pollInSameThread()
        .pollInterval(Duration.ofMillis(5))
        .during(Duration.ofMillis(50))
        .atMost(PoolTesting.DEADLINE)
        .until(() -> lock.waiters() == waiters);
  }

  private static boolean serve(SharedLock lock, Signals signals, int turn) throws Exception {
    try (var held = lock.hold()) {
      signals.append("served", Integer.toString(turn));
    }
    return true;
  }

  /** The first child to come is 0, the other 1. */
  private static String claim(Signals signals) {
    return Path.of(signals.directory(), "claimed").toFile().mkdir() ? "0" : "1";
  }

  // ---- waiting ----------------------------------------------------------------------------------

  @ParameterizedTest
  @CsvSource({"false,false", "false,true", "true,false", "true,true"})
  void shouldEndAWaitByTime(boolean fair, boolean virtual) throws Exception {
    try (var lock = create(fair)) {
      lock.lock();
      Duration time = Duration.ofMillis(60);
      long begin = System.nanoTime();
      assertThat(PoolTesting.get(Crew.thread(() -> lock.tryLock(time), virtual))).isFalse();
      assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(time.toNanos());
      for (long none : new long[] {0, -1, Long.MIN_VALUE}) {
        assertThat(PoolTesting.get(Crew.thread(() -> tryFor(lock, none), virtual))).isFalse();
      }
      var longest = Crew.thread(() -> lock.tryLock(Duration.ofSeconds(Long.MAX_VALUE)), virtual);
      Crew.await("it waits", () -> lock.waiters() == 1);
      lock.unlock();
      assertThat(PoolTesting.get(longest)).isTrue();
      var longer = Crew.thread(() -> lock.tryLock(Long.MAX_VALUE - 1, TimeUnit.NANOSECONDS));
      Crew.await("it waits", () -> lock.waiters() == 1);
      lock.unlock();
      assertThat(PoolTesting.get(longer)).isTrue();
      lock.unlock();
      assertThat(lock.tryLock(Duration.ZERO)).isTrue();
      lock.unlock();
      assertThat(lock.tryLock(Duration.ofSeconds(Long.MIN_VALUE))).isTrue();
      lock.unlock();
    }
  }

  private static boolean tryFor(SharedLock lock, long time) throws InterruptedException {
    return lock.tryLock(time, TimeUnit.SECONDS);
  }

  @ParameterizedTest
  @CsvSource({"false,false", "false,true", "true,false", "true,true"})
  void shouldEndAWaitByInterruptUnlessItIsNotToBe(boolean fair, boolean virtual) throws Exception {
    try (var lock = create(fair)) {
      lock.lock();
      Crew.expectEndByInterrupt(virtual, lock::lockInterruptibly, lock::waiters);
      Crew.expectEndByInterrupt(virtual, () -> lock.tryLock(PoolTesting.DEADLINE), lock::waiters);
      Thread[] waiter = new Thread[1];
      FutureTask<Boolean> deaf =
          Crew.thread(
              () -> {
                waiter[0] = Thread.currentThread();
                lock.lock();
                return Thread.interrupted();
              },
              virtual);
      Crew.await("it waits", () -> lock.waiters() == 1);
      waiter[0].interrupt();
      lock.unlock();
      assertThat(PoolTesting.get(deaf)).as("still interrupted").isTrue();
      lock.unlock();
      assertThat(PoolTesting.failureOf(Crew.thread(() -> lockWhenInterrupted(lock), virtual)))
          .isInstanceOf(InterruptedException.class);
      assertThat(lock.isLocked()).isFalse();
    }
  }

  private static boolean lockWhenInterrupted(SharedLock lock) throws InterruptedException {
    Thread.currentThread().interrupt();
    lock.lockInterruptibly();
    return true;
  }

  // ---- looking at it ----------------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @Conformance("_TestLock.test_repr_lock")
  void shouldShowWhoHoldsIt(boolean fair) throws Exception {
    Signals signals = Signals.in(directory);
    try (var lock = SharedLock.create(c -> c.name("ledger").fair(fair));
        var crew = new Crew()) {
      assertThat(lock).hasToString("SharedLock[ledger: free]");
      assertThat(lock.owner()).isEmpty();
      Instant before = Instant.now();
      lock.lock();
      LockOwner own = lock.owner().orElseThrow();
      assertThat(own.pid()).isEqualTo(PoolTesting.pid());
      assertThat(own.threadId()).isEqualTo(Thread.currentThread().threadId());
      assertThat(own.threadName()).hasValue(Thread.currentThread().getName());
      assertThat(own.since()).isBetween(before.minusMillis(20), Instant.now());
      assertThat(lock.toString())
          .isEqualTo("SharedLock[ledger: held by " + own + "]")
          .contains("pid " + PoolTesting.pid(), "thread " + Thread.currentThread().getName());
      lock.unlock();
      ChildProcess child =
          crew.child(
              () -> {
                lock.lock();
                signals.raise("locked");
                signals.await("free");
                lock.unlock();
              });
      signals.expect("locked");
      LockOwner other = lock.owner().orElseThrow();
      assertThat(other.pid()).isEqualTo(child.pid());
      assertThat(other.processName()).isEqualTo(child.name());
      assertThat(other.threadName()).isEmpty();
      assertThat(lock.toString())
          .contains(child.name() + " (pid " + child.pid() + "), thread " + other.threadId());
      var waiter = Crew.virtual(() -> lock.tryLock(PoolTesting.DEADLINE));
      Crew.await("one waits", () -> lock.waiters() == 1);
      signals.raise("free");
      assertThat(PoolTesting.get(waiter)).isTrue();
      assertThat(lock.waiters()).isZero();
      crew.join();
      lock.unlock();
    }
    try (var nameless = SharedLock.create()) {
      assertThat(nameless).hasToString("SharedLock[free]");
    }
  }

  @Test
  void shouldRefuseWhatMakesNoSense() {
    assertThatNullPointerException().isThrownBy(() -> SharedLock.create(null));
    assertThatNullPointerException().isThrownBy(() -> SharedLock.create(_ -> null));
    assertThatNullPointerException().isThrownBy(() -> SharedLock.create(c -> c.name(null)));
    try (var lock = SharedLock.create(c -> c.name("ä".repeat(100)))) {
      assertThat(lock).hasToString("SharedLock[" + "ä".repeat(32) + ": free]");
      assertThatNullPointerException().isThrownBy(() -> lock.tryLock(null));
      assertThatNullPointerException().isThrownBy(() -> lock.tryLock(1, null));
    }
  }

  @Test
  void shouldRefuseEverythingOnceClosed() {
    var lock = SharedLock.create();
    lock.lock();
    lock.close();
    lock.close();
    assertThat(lock).hasToString("SharedLock[closed]");
    List<org.assertj.core.api.ThrowableAssert.ThrowingCallable> calls =
        List.of(
            lock::lock,
            lock::lockInterruptibly,
            lock::tryLock,
            () -> lock.tryLock(1, TimeUnit.SECONDS),
            () -> lock.tryLock(Duration.ZERO),
            lock::hold,
            lock::unlock,
            lock::newCondition,
            lock::isLocked,
            lock::recovered,
            lock::makeConsistent,
            lock::isFair,
            lock::owner,
            lock::waiters);
    for (var call : calls) {
      assertThatThrownBy(call)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith("closed in this process: SharedLock=")
          .hasMessageEndingWith("; close it after its last use");
    }
  }

  @ParameterizedTest
  @CsvSource({"false,false", "false,true", "true,false", "true,true"})
  void shouldEndTheWaitOfOthersWhenClosed(boolean fair, boolean virtual) throws Exception {
    var lock = create(fair);
    lock.lock();
    var waiting = Crew.thread(() -> lock.tryLock(PoolTesting.DEADLINE), virtual);
    Crew.await("it waits", () -> lock.waiters() == 1);
    lock.close();
    assertThat(PoolTesting.failureOf(waiting)).isInstanceOf(IllegalStateException.class);
  }

  /** A sleeper that is woken before the memory is gone would fall asleep again. */
  @Test
  void shouldEndTheWaitOfOthersAtOnceWhenClosed() throws Exception {
    for (int turn = 0; turn < 200; turn++) {
      var lock = SharedLock.create();
      lock.lock();
      var waiting = Crew.thread(() -> lock.tryLock(PoolTesting.DEADLINE), turn % 2 == 0);
      Crew.await("it waits", () -> lock.waiters() == 1);
      lock.close();
      assertThatThrownBy(() -> waiting.get(Crew.DEAD_WAIT.toMillis(), TimeUnit.MILLISECONDS))
          .as("turn=%d", turn)
          .hasCauseInstanceOf(IllegalStateException.class);
    }
  }
}
