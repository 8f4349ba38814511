package dev.procession.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.pool.PoolTesting;
import dev.procession.testing.LeakCheckPerClass;
import dev.procession.testing.Warnings;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Date;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Conditions as the manager keeps them. */
@ExtendWith(LeakCheckPerClass.class)
@Timeout(60)
@SuppressWarnings("WaitNotInLoop") // what a single wait does is the question
class ConditionServantTest {
  private final TestClient anna = new TestClient("anna");
  private final TestClient ben = new TestClient("ben");
  private final LockServant lock = new ReentrantLockServant();
  private final ConditionServant condition = (ConditionServant) lock.newCondition();

  private TestCall waiting(TestClient client, long thread) throws Exception {
    client.run(thread, condition::lock).result();
    TestCall call = client.run(thread, condition::await);
    assertThat(call.isAnswered()).isFalse();
    return call;
  }

  private void signal(int threads) throws Exception {
    ben.run(99, condition::lock).result();
    ben.run(99, () -> condition.signal(threads)).result();
    ben.run(99, condition::unlock).result();
  }

  private void unlock(TestClient client, long thread) throws Exception {
    client.run(thread, condition::unlock).result();
  }

  @Test
  void shouldWakeThoseWhoHaveWaitedLongest() throws Exception {
    TestCall first = waiting(anna, 1);
    TestCall second = waiting(ben, 2);
    TestCall third = waiting(anna, 3);
    assertThat(condition.waiters()).isEqualTo(3);
    signal(0);
    assertThat(condition.waiters()).isEqualTo(3);
    signal(2);
    first.result();
    assertThat(second.isAnswered()).as("one has the lock at a time").isFalse();
    unlock(anna, 1);
    second.result();
    unlock(ben, 2);
    assertThat(third.isAnswered()).isFalse();
    signal(Integer.MAX_VALUE);
    third.result();
    unlock(anna, 3);
    assertThat(lock.isLocked()).isFalse();
    assertThat(condition.waiters()).isZero();
  }

  @Test
  void shouldHoldTheLockAsOftenAgain() throws Exception {
    anna.run(lock::lock).result();
    anna.run(lock::lock).result();
    TestCall call = anna.run(condition::await);
    signal(1);
    call.result();
    assertThat(anna.call(lock::holdCount).result()).isEqualTo(2);
  }

  @Test
  void shouldSayWhetherTheTimeIsUp() throws Exception {
    anna.run(condition::lock).result();
    assertThat(anna.call(() -> condition.await(20, TimeUnit.MILLISECONDS)).result())
        .isEqualTo(false);
    assertThat(anna.call(() -> condition.await(0, TimeUnit.DAYS)).result()).isEqualTo(false);
    assertThat(anna.call(lock::holdCount).result()).isEqualTo(1);
    TestCall call = anna.call(() -> condition.await(1, TimeUnit.HOURS));
    signal(1);
    assertThat(call.result()).isEqualTo(true);
  }

  @Test
  void shouldTakeTheLockBackBeforeItSaysThatTheTimeIsUp() throws Exception {
    anna.run(condition::lock).result();
    TestCall other = ben.run(lock::lock);
    TestCall call = anna.call(() -> condition.await(1, TimeUnit.MILLISECONDS));
    other.result();
    PoolTesting.await("the time is up", () -> condition.waiters() == 0);
    assertThat(call.isAnswered()).isFalse();
    unlock(ben, 1);
    assertThat(call.result()).isEqualTo(false);
    assertThat(anna.call(lock::holdCount).result()).isEqualTo(1);
  }

  @Test
  void shouldTakeTheLockBackAfterAnInterrupt() throws Exception {
    TestCall call = waiting(anna, 1);
    ben.run(lock::lock).result();
    call.cancel();
    call.cancel();
    assertThat(call.isAnswered()).isFalse();
    assertThat(condition.waiters()).isZero();
    unlock(ben, 1);
    assertThatThrownBy(call::result).isInstanceOf(InterruptedException.class);
    assertThat(anna.call(lock::holdCount).result()).isEqualTo(1);
  }

  @Test
  void shouldNotLoseASignalToAnInterrupt() throws Exception {
    TestCall call = waiting(anna, 1);
    ben.run(lock::lock).result();
    ben.run(() -> condition.signal(1)).result();
    call.cancel();
    unlock(ben, 1);
    call.result();
  }

  @Test
  void shouldNotSignalTheDead() throws Exception {
    TestCall dead = waiting(anna, 1);
    TestCall living = waiting(ben, 2);
    anna.end(condition);
    assertThatThrownBy(dead::result).isInstanceOf(InterruptedException.class);
    assertThat(condition.waiters()).isEqualTo(1);
    signal(1);
    living.result();
    assertThat(ben.call(lock::recovered).result()).isEqualTo(false);
  }

  @Test
  void shouldPassOnTheSignalOfOneWhoDiesBeforeItHasTheLock() throws Exception {
    TestCall dead = waiting(anna, 1);
    TestCall living = waiting(ben, 2);
    ben.run(lock::lock).result();
    ben.run(() -> condition.signal(1)).result();
    assertThat(condition.waiters()).isEqualTo(1);
    anna.end(lock);
    assertThat(condition.waiters()).isZero();
    unlock(ben, 1);
    living.result();
    assertThatThrownBy(dead::result).isInstanceOf(InterruptedException.class);
    assertThat(lock.waiters()).isZero();
  }

  @Test
  void shouldNotCallALockRecoveredThatTheDeadOnlyWaitedFor() throws Exception {
    TestCall free = waiting(anna, 1);
    try (var warnings = new Warnings("dev.procession.manager")) {
      TestCall retaking = waiting(anna, 2);
      ben.run(lock::lock).result();
      retaking.cancel();
      assertThat(lock.waiters()).isEqualTo(1);
      ben.run(lock::unlock).result();
      anna.run(2, lock::unlock).result();
      anna.end(condition);
      assertThat(warnings.texts()).isEmpty();
      assertThatThrownBy(free::result).isInstanceOf(InterruptedException.class);
    }
    assertThat(lock.isLocked()).isFalse();
    ben.run(lock::lock).result();
    assertThat(ben.call(lock::recovered).result()).isEqualTo(false);
  }

  @Test
  void shouldTakeNoLockForTheDeadWhoWereInterrupted() throws Exception {
    TestCall dead = waiting(anna, 1);
    ben.run(lock::lock).result();
    dead.cancel();
    assertThat(lock.waiters()).isEqualTo(1);
    anna.end(lock);
    assertThat(lock.waiters()).isZero();
    assertThatThrownBy(dead::result).isInstanceOf(InterruptedException.class);
    ben.run(lock::unlock).result();
    assertThat(lock.isLocked()).isFalse();
  }

  @Test
  void shouldPassOnTheLockOfADeadOneThatHadBeenSignalled() throws Exception {
    waiting(anna, 1);
    signal(1);
    try (var warnings = new Warnings("dev.procession.manager")) {
      anna.end(condition);
      ben.run(lock::lock).result();
      assertThat(ben.call(lock::recovered).result()).isEqualTo(true);
      assertThat(warnings.texts()).hasSize(1);
    }
  }

  @Test
  void shouldBeUsedWithTheLockHeldOnly() throws Exception {
    assertThatThrownBy(() -> anna.run(condition::await).result())
        .isInstanceOf(IllegalMonitorStateException.class)
        .hasMessageContaining("take it first");
    assertThatThrownBy(() -> anna.run(() -> condition.signal(1)).result())
        .isInstanceOf(IllegalMonitorStateException.class);
    anna.run(condition::lock).result();
    assertThatThrownBy(() -> anna.run(2, condition::await).result())
        .isInstanceOf(IllegalMonitorStateException.class);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> anna.run(() -> condition.signal(-1)).result());
  }

  @Test
  void shouldBeUsedByAllThreadsOfTheHoldersProcessIfItsLockIsPlain() throws Exception {
    LockServant plain = new PlainLockServant();
    ConditionServant there = new ConditionServant(plain);
    anna.run(1, plain::lock).result();
    TestCall call = anna.run(2, there::await);
    assertThat(plain.isLocked()).isFalse();
    ben.run(plain::lock).result();
    assertThatThrownBy(() -> anna.run(() -> there.signal(1)).result())
        .isInstanceOf(IllegalMonitorStateException.class);
    ben.run(2, () -> there.signal(1)).result();
    ben.run(plain::unlock).result();
    call.result();
    assertThat(plain.isLocked()).isTrue();
  }

  @Test
  void shouldDoInTheCallerWhatNeedsNoManager() throws Exception {
    ManagedCondition here = anna.proxy(ManagedCondition.class, condition);
    assertThat(here.tryLock(Duration.ZERO)).isTrue();
    here.waitFor(() -> true);
    assertThat(here.waitFor(() -> false, Duration.ZERO)).isFalse();
    assertThat(here.waitFor(() -> false, Duration.ofMillis(20))).isFalse();
    assertThat(here.await(Duration.ofMillis(1))).isFalse();
    assertThat(here.awaitNanos(1000)).isLessThanOrEqualTo(0);
    assertThat(here.awaitUntil(new Date(Long.MIN_VALUE))).isFalse();
    assertThat(here.awaitUntil(new Date(System.currentTimeMillis() + 10))).isFalse();
    here.signal();
    here.signalAll();
    here.unlock();
    assertThat(lock.isLocked()).isFalse();
  }

  @Test
  void shouldMakeAHandOver() throws Exception {
    Queue<Integer> items = new ArrayDeque<>();
    try (var threads = new TestThreads()) {
      for (int i = 0; i < 3; i++) {
        ManagedCondition here = anna.proxy(ManagedCondition.class, condition);
        threads.start(
            () -> {
              for (int n = 0; n < 200; n++) {
                try (var held = here.hold()) {
                  here.waitFor(() -> !items.isEmpty());
                  items.remove();
                }
              }
            });
        ManagedCondition there = ben.proxy(ManagedCondition.class, condition);
        threads.start(
            () -> {
              for (int n = 0; n < 200; n++) {
                try (var held = there.hold()) {
                  items.add(n);
                  there.signal();
                }
              }
            });
      }
      threads.join();
    }
    assertThat(items).isEmpty();
    assertThat(lock.isLocked()).isFalse();
    assertThat(condition.waiters()).isZero();
  }
}
