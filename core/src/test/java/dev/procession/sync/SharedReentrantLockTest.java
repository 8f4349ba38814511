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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A lock that its thread may take again. */
@ExtendWith(LeakCheckPerClass.class)
@Timeout(300)
@Tag(Crew.PORTABLE_LATER)
class SharedReentrantLockTest {
  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @Conformance({"_TestLock.test_rlock", "_TestLock.test_rlock_context"})
  void shouldBeHeldUntilItIsFreedAsOftenAsTaken(boolean fair) throws Exception {
    try (var lock = SharedReentrantLock.create(c -> c.fair(fair))) {
      lock.lock();
      assertThat(lock.tryLock()).isTrue();
      assertThat(lock.tryLock(Duration.ZERO)).isTrue();
      lock.lockInterruptibly();
      assertThat(lock.holdCount()).isEqualTo(4);
      for (int left = 3; left >= 0; left--) {
        assertThat(PoolTesting.get(Crew.thread(() -> lock.tryLock()))).isFalse();
        lock.unlock();
        assertThat(lock.holdCount()).isEqualTo(left);
        assertThat(lock.isLocked()).isEqualTo(left > 0);
      }
      assertThat(lock.isHeldByCurrentThread()).isFalse();
      assertThatThrownBy(lock::unlock)
          .isInstanceOf(IllegalMonitorStateException.class)
          .hasMessage("the lock is not held: it is free");
      try (var held = lock.hold()) {
        assertThat(lock.isHeldByCurrentThread()).isTrue();
      }
      assertThat(lock.isLocked()).isFalse();
    }
  }

  @Test
  void shouldBeFreedByItsThreadOnly() throws Exception {
    try (var lock = SharedReentrantLock.create();
        var crew = new Crew()) {
      lock.lock();
      assertThat(PoolTesting.failureOf(Crew.thread(() -> unlocked(lock))))
          .isInstanceOf(IllegalMonitorStateException.class)
          .hasMessage("the lock is not held by this thread: thread=crew");
      crew.child(
          () -> assertThatThrownBy(lock::unlock).isInstanceOf(IllegalMonitorStateException.class));
      crew.join();
      assertThat(lock.holdCount()).isOne();
      lock.unlock();
    }
  }

  private static boolean unlocked(SharedReentrantLock lock) {
    lock.unlock();
    return true;
  }

  @Test
  @Conformance({"_TestLock.test_rlock_locked_2processes", "_TestLock.test_repr_rlock"})
  void shouldShowWhoHoldsIt() throws Exception {
    Signals signals = Signals.in(directory);
    try (var lock = SharedReentrantLock.create(c -> c.name("ledger"));
        var crew = new Crew()) {
      assertThat(lock).hasToString("SharedReentrantLock[ledger: free]");
      ChildProcess child =
          crew.child(
              () -> {
                lock.lock();
                lock.lock();
                signals.raise("locked");
                signals.await("free");
                lock.unlock();
                lock.unlock();
              });
      signals.expect("locked");
      assertThat(lock.isLocked()).isTrue();
      assertThat(lock.owner().orElseThrow().pid()).isEqualTo(child.pid());
      assertThat(lock.toString()).contains("ledger: held by", "pid " + child.pid());
      signals.raise("free");
      crew.join();
      assertThat(lock.isLocked()).isFalse();
      lock.lock();
      lock.lock();
      assertThat(lock.toString())
          .contains("pid " + PoolTesting.pid(), Thread.currentThread().getName(), "holds=2");
      lock.unlock();
      lock.unlock();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldKeepAllOthersOut(boolean fair) throws Exception {
    Cells cells = Cells.in(directory);
    try (var lock = SharedReentrantLock.create(c -> c.fair(fair));
        var crew = new Crew()) {
      crew.children(2, () -> count(lock, cells, 3, 500));
      count(lock, cells, 3, 500);
      crew.join();
      assertThat(cells.get(0)).isEqualTo(3 * 3 * 500);
      assertThat(lock.waiters()).isZero();
    }
  }

  /** With threads of both kinds. */
  private static void count(SharedReentrantLock lock, Cells cells, int threads, int times)
      throws Exception {
    List<Future<Boolean>> all = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      all.add(
          i % 2 == 0
              ? Crew.thread(() -> count(lock, cells, times))
              : Crew.virtual(() -> count(lock, cells, times)));
    }
    for (Future<Boolean> thread : all) {
      assertThat(PoolTesting.get(thread)).isTrue();
    }
  }

  private static boolean count(SharedReentrantLock lock, Cells cells, int times) {
    for (int i = 0; i < times; i++) {
      lock.lock();
      lock.lock();
      cells.addUnguarded(0);
      lock.unlock();
      lock.unlock();
    }
    return true;
  }

  @Test
  void shouldEndAWaitByTimeAndInterrupt() throws Exception {
    try (var lock = SharedReentrantLock.create()) {
      lock.lock();
      assertThat(PoolTesting.get(Crew.thread(() -> lock.tryLock(20, TimeUnit.MILLISECONDS))))
          .isFalse();
      assertThat(PoolTesting.get(Crew.thread(() -> lock.tryLock(Duration.ofSeconds(-1)))))
          .isFalse();
      Crew.expectEndByInterrupt(false, lock::lockInterruptibly, lock::waiters);
      lock.unlock();
    }
  }

  @Test
  void shouldRefuseWhatMakesNoSense() {
    assertThatNullPointerException().isThrownBy(() -> SharedReentrantLock.create(c -> null));
    var lock = SharedReentrantLock.create();
    assertThatNullPointerException().isThrownBy(() -> lock.tryLock(null));
    lock.close();
    lock.close();
    assertThatThrownBy(lock::lock)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed in this process: SharedReentrantLock=");
    assertThat(lock).hasToString("SharedReentrantLock[closed]");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldPassToTheNextWhenItsHolderIsKilled(boolean strict) throws Exception {
    Signals signals = Signals.in(directory);
    try (var lock = SharedReentrantLock.create(c -> c.strict(strict));
        var crew = new Crew()) {
      ChildProcess child =
          crew.child(
              () -> {
                lock.lock();
                lock.lock();
                signals.raise("locked");
                signals.await("never");
              });
      signals.expect("locked");
      var next = Crew.thread(() -> lockedAfterDeath(lock, strict));
      Crew.await("it waits", () -> lock.waiters() == 1);
      crew.kill(child);
      assertThat(next.get(Crew.DEAD_WAIT.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
      assertThat(lock.isLocked()).isFalse();
      lock.lock();
      assertThat(lock.recovered()).isFalse();
      lock.unlock();
    }
  }

  private static boolean lockedAfterDeath(SharedReentrantLock lock, boolean strict) {
    if (strict) {
      assertThatThrownBy(lock::lock).isInstanceOf(HolderDiedException.class);
      assertThatThrownBy(lock::tryLock).isInstanceOf(HolderDiedException.class);
      assertThat(lock.isHeldByCurrentThread()).isFalse();
      return lock.makeConsistent();
    }
    lock.lock();
    lock.lock();
    assertThat(lock.recovered()).isTrue();
    assertThat(lock.holdCount()).isEqualTo(2);
    lock.unlock();
    lock.unlock();
    return true;
  }

  @RepeatedTest(2)
  void shouldStayRightWhenAProcessIsKilledAtAnyMoment() throws Exception {
    killAtAnyMoment();
  }

  @Tag("soak")
  @RepeatedTest(100)
  void shouldStayRightWhenAProcessIsKilledAtAnyOfManyMoments() throws Exception {
    killAtAnyMoment();
  }

  private void killAtAnyMoment() throws Exception {
    Cells cells = Cells.in(directory);
    try (var lock = SharedReentrantLock.create();
        var crew = new Crew()) {
      ChildProcess victim = crew.child(() -> count(lock, cells, 2, Integer.MAX_VALUE));
      Crew.await("it counts", () -> cells.get(0) > 100);
      long spins = RandomGenerator.getDefault().nextLong(1_000_000);
      for (long i = 0; i < spins; i++) {
        Thread.onSpinWait();
      }
      crew.kill(victim);
      assertThat(lock.tryLock(Crew.DEAD_WAIT)).as("spins=%d", spins).isTrue();
      long before = cells.get(0);
      lock.unlock();
      count(lock, cells, 3, 100);
      assertThat(cells.get(0)).isEqualTo(before + 300);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldOutliveADeathAtEachStep(boolean fair) throws Exception {
    List<String> steps =
        Crew.killAtEachStep(
            directory,
            (crew, victim) -> {
              try (var lock = SharedReentrantLock.create(c -> c.fair(fair))) {
                ChildProcess child =
                    victim.start(
                        () -> {
                          lock.lock();
                          lock.lock();
                          lock.unlock();
                          lock.unlock();
                        });
                victim.join(child);
                assertThat(lock.tryLock(Crew.DEAD_WAIT)).isTrue();
                lock.unlock();
                assertThat(lock.isLocked()).isFalse();
              }
            });
    assertThat(steps).contains("lock taken", "lock freed");
  }
}
