package dev.procession.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.testing.LeakCheckPerClass;
import dev.procession.testing.Warnings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Locks as the manager keeps them. */
@ExtendWith(LeakCheckPerClass.class)
@Timeout(60)
class LockServantTest {
  private final TestClient anna = new TestClient("anna");
  private final TestClient ben = new TestClient("ben");

  private static LockServant lock(boolean reentrant) {
    return reentrant ? new ReentrantLockServant() : new PlainLockServant();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldBeTakenInOrder(boolean reentrant) throws Exception {
    LockServant lock = lock(reentrant);
    anna.run(lock::lock).result();
    TestCall first = ben.run(1, lock::lock);
    TestCall second = anna.run(2, lock::lockInterruptibly);
    TestCall third = ben.call(2, () -> lock.tryLock(1, TimeUnit.HOURS));
    assertThat(lock.waiters()).isEqualTo(3);
    assertThat(ben.call(3, lock::tryLock).result()).isEqualTo(false);
    assertThat(lock).hasToString("ManagedLock[held by anna, thread 1, waiters=3]");
    anna.run(lock::unlock).result();
    first.result();
    assertThat(second.isAnswered()).isFalse();
    ben.run(1, lock::unlock).result();
    second.result();
    anna.run(2, lock::unlock).result();
    assertThat(third.result()).isEqualTo(true);
    assertThat(ben.call(2, lock::holdCount).result()).isEqualTo(1);
    assertThat(ben.call(1, lock::holdCount).result()).isEqualTo(0);
    ben.run(2, lock::unlock).result();
    assertThat(lock.isLocked()).isFalse();
    assertThat(lock).hasToString("ManagedLock[free]");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldNotBeFreedWhenItIsFree(boolean reentrant) {
    LockServant lock = lock(reentrant);
    assertThatThrownBy(() -> anna.run(lock::unlock).result())
        .isInstanceOf(IllegalMonitorStateException.class)
        .hasMessageContaining("the lock is free");
  }

  @Test
  void shouldBeFreedByAnyoneIfPlain() throws Exception {
    LockServant lock = lock(false);
    anna.run(lock::lock).result();
    TestCall again = anna.run(lock::lock);
    assertThat(again.isAnswered()).as("not reentrant").isFalse();
    ben.run(lock::unlock).result();
    again.result();
    assertThat(lock.isLocked()).isTrue();
  }

  @Test
  void shouldBelongToItsThreadIfReentrant() throws Exception {
    LockServant lock = lock(true);
    anna.run(lock::lock).result();
    TestCall waiter = ben.run(lock::lock);
    anna.run(lock::lock).result();
    assertThat(anna.call(lock::tryLock).result()).isEqualTo(true);
    assertThat(anna.call(lock::holdCount).result()).isEqualTo(3);
    assertThatThrownBy(() -> anna.run(2, lock::unlock).result())
        .isInstanceOf(IllegalMonitorStateException.class)
        .hasMessageContaining("caller=anna, thread 2");
    assertThatThrownBy(() -> ben.run(lock::unlock).result())
        .isInstanceOf(IllegalMonitorStateException.class);
    anna.run(lock::unlock).result();
    anna.run(lock::unlock).result();
    assertThat(waiter.isAnswered()).isFalse();
    anna.run(lock::unlock).result();
    waiter.result();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldNotBeWaitedForForever(boolean reentrant) throws Exception {
    LockServant lock = lock(reentrant);
    anna.run(lock::lock).result();
    assertThat(ben.call(() -> lock.tryLock(-1, TimeUnit.DAYS)).result()).isEqualTo(false);
    assertThat(ben.call(() -> lock.tryLock(20, TimeUnit.MILLISECONDS)).result()).isEqualTo(false);
    TestCall interrupted = ben.run(lock::lockInterruptibly);
    TestCall next = ben.run(2, lock::lock);
    interrupted.cancel();
    assertThatThrownBy(interrupted::result).isInstanceOf(InterruptedException.class);
    interrupted.cancel();
    assertThat(lock.waiters()).isEqualTo(1);
    anna.run(lock::unlock).result();
    next.result();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldPassToTheNextWhenItsHolderEnds(boolean reentrant) throws Exception {
    LockServant lock = lock(reentrant);
    try (var warnings = new Warnings("dev.procession.manager")) {
      anna.run(7, lock::lock).result();
      TestCall dead = anna.run(2, lock::lock);
      TestCall next = ben.run(lock::lock);
      anna.end(lock);
      next.result();
      assertThatThrownBy(dead::result).isInstanceOf(InterruptedException.class);
      assertThat(ben.call(lock::recovered).result()).isEqualTo(true);
      assertThat(new TestClient("carla").call(lock::recovered).result()).isEqualTo(false);
      assertThat(warnings.texts())
          .containsExactly(
              "WARNING: the holder of a lock has ended: holder=anna, thread 7; the next one gets"
                  + " it, and recovered() tells it so");
      ben.run(lock::unlock).result();
      ben.run(lock::lock).result();
      assertThat(ben.call(lock::recovered).result()).isEqualTo(false);
    }
  }

  @Test
  void shouldTellTheNextEvenIfItComesLater() throws Exception {
    LockServant lock = lock(true);
    try (var warnings = new Warnings("dev.procession.manager")) {
      anna.run(lock::lock).result();
      anna.end(lock);
      assertThat(lock.isLocked()).isFalse();
      assertThat(ben.call(lock::recovered).result()).isEqualTo(false);
      ben.run(lock::lock).result();
      assertThat(ben.call(lock::recovered).result()).isEqualTo(true);
      assertThat(warnings.texts()).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldLetInOneAtATime(boolean reentrant) throws Exception {
    LockServant servant = lock(reentrant);
    List<Integer> inside = new ArrayList<>();
    try (var threads = new TestThreads()) {
      for (int i = 0; i < 6; i++) {
        ManagedLock lock = (i % 2 == 0 ? anna : ben).proxy(ManagedLock.class, servant);
        threads.start(
            () -> {
              for (int n = 0; n < 300; n++) {
                if (n % 3 == 0) {
                  assertThat(lock.tryLock(Duration.ofDays(400_000))).isTrue();
                  inside.add(n);
                  lock.unlock();
                } else {
                  try (var held = lock.hold()) {
                    assertThat(lock.isHeldByCurrentThread()).isTrue();
                    inside.add(n);
                  }
                }
              }
            });
      }
      threads.join();
    }
    assertThat(inside).hasSize(6 * 300);
    assertThat(servant.isLocked()).isFalse();
  }
}
