package dev.procession.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.channel.QueueClosedException;
import dev.procession.pool.PoolTesting;
import dev.procession.pool.ProcessPool;
import dev.procession.testing.Conformance;
import dev.procession.testing.LeakCheckPerClass;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Locks, queues and values of a manager, each used by two processes. */
@ExtendWith(LeakCheckPerClass.class)
@SuppressWarnings("WaitNotInLoop") // each is woken once, and by what the test does
class ManagedTypesTest {
  private static Manager manager;

  /** Another process that uses the manager. */
  private static ProcessPool other;

  @BeforeAll
  static void open() {
    manager = Manager.open();
    other = ProcessPool.open(1);
  }

  @AfterAll
  static void close() {
    other.close();
    manager.close();
  }

  /** What another process has to find. */
  private static void expect(boolean holds) {
    if (!holds) {
      throw new AssertionError();
    }
  }

  // ---- waiting for each other -------------------------------------------------------------------

  @Test
  @Conformance("TestSyncManagerTypes.test_event")
  void shouldClearInAnotherProcessAnEventThatIsSetHere() throws Exception {
    ManagedEvent event = manager.event();
    event.set();
    other.apply(
        () -> {
          event.await();
          expect(event.isSet());
          event.clear();
          return null;
        });
    assertThat(event.isSet()).isFalse();
    assertThat(event.await(Duration.ZERO)).isFalse();
    Future<?> waiting = other.submit(() -> event.await(Duration.ofMinutes(1)));
    PoolTesting.await("it waits", () -> event.waiters() == 1);
    event.set();
    assertThat(PoolTesting.get(waiting)).isEqualTo(true);
  }

  @Test
  @Conformance("TestSyncManagerTypes.test_lock")
  void shouldReleaseHereALockThatAnotherProcessHasTaken() {
    ManagedLock lock = manager.lock();
    other.apply(
        () -> {
          lock.lock();
          return null;
        });
    assertThat(lock.isLocked()).isTrue();
    assertThat(lock.tryLock()).isFalse();
    lock.unlock();
    assertThat(lock.tryLock()).isTrue();
    lock.unlock();
    assertThatThrownBy(lock::unlock).isInstanceOf(IllegalMonitorStateException.class);
  }

  @Test
  @Conformance("TestSyncManagerTypes.test_rlock")
  void shouldTakeAReentrantLockTwice() {
    ManagedLock lock = manager.reentrantLock();
    other.apply(
        () -> {
          lock.lock();
          expect(lock.tryLock() && lock.holdCount() == 2 && lock.isHeldByCurrentThread());
          lock.unlock();
          lock.unlock();
          return null;
        });
    assertThat(lock.tryLock()).isTrue();
    assertThatThrownBy(() -> other.apply(() -> unlock(lock)))
        .isInstanceOf(IllegalMonitorStateException.class);
    lock.unlock();
    assertThatThrownBy(lock::unlock).isInstanceOf(IllegalMonitorStateException.class);
  }

  private static boolean unlock(ManagedLock lock) {
    lock.unlock();
    return true;
  }

  @Test
  @Conformance("TestSyncManagerTypes.test_semaphore")
  void shouldReleaseHereAPermitThatAnotherProcessHasTaken() {
    ManagedSemaphore semaphore = manager.semaphore(1);
    other.apply(
        () -> {
          semaphore.acquire();
          return null;
        });
    assertThat(semaphore.tryAcquire()).isFalse();
    semaphore.release();
    semaphore.release();
    assertThat(semaphore.availablePermits()).isEqualTo(2);
  }

  @Test
  @Conformance("TestSyncManagerTypes.test_bounded_semaphore")
  void shouldBoundASemaphore() {
    ManagedSemaphore semaphore = manager.boundedSemaphore(1);
    other.apply(
        () -> {
          semaphore.acquire();
          return null;
        });
    semaphore.release();
    assertThatThrownBy(semaphore::release).isInstanceOf(IllegalStateException.class);
    assertThat(semaphore.availablePermits()).isEqualTo(1);
  }

  @Test
  @Conformance("TestSyncManagerTypes.test_condition")
  void shouldSignalAConditionFromAnotherProcess() throws Exception {
    ManagedCondition condition = manager.condition();
    ManagedValue<Boolean> ready = manager.value(false);
    Future<?> waiting =
        other.submit(
            () -> {
              try (var held = condition.hold()) {
                condition.waitFor(ready::get);
              }
              return "signalled";
            });
    PoolTesting.await("it waits", () -> condition.waiters() == 1);
    condition.lock();
    ready.set(true);
    condition.signal();
    condition.unlock();
    assertThat(PoolTesting.get(waiting)).isEqualTo("signalled");
    assertThatThrownBy(condition::signal).isInstanceOf(IllegalMonitorStateException.class);
  }

  @Test
  void shouldMakeConditionsOfALock() throws Exception {
    ManagedLock lock = manager.reentrantLock();
    ManagedCondition one = lock.newCondition();
    ManagedCondition another = manager.condition(lock);
    try (var held = lock.hold()) {
      assertThat(one.await(Duration.ofMillis(1))).isFalse();
      one.signalAll();
      another.signalAll();
    }
    assertThat(lock.isLocked()).isFalse();
    other.apply(
        () -> {
          ManagedCondition ofTheSameLock = lock.newCondition();
          expect(ofTheSameLock.tryLock());
          ofTheSameLock.unlock();
          return null;
        });
    assertThat(lock.tryLock()).isTrue();
    lock.unlock();
  }

  @Test
  @Conformance("TestSyncManagerTypes.test_barrier")
  void shouldMeetAtABarrier() throws Exception {
    ManagedCounter actions = manager.counter();
    ManagedBarrier barrier = manager.barrier(2, actions::increment);
    assertThat(barrier.parties()).isEqualTo(2);
    for (int round = 0; round < 2; round++) {
      Future<Integer> there = other.submit(() -> barrier.await());
      int here = barrier.await(Duration.ofMinutes(1));
      assertThat(here + PoolTesting.get(there)).isEqualTo(1);
    }
    assertThat(actions.get()).isEqualTo(2);
    Future<Integer> waiting = other.submit(() -> barrier.await());
    PoolTesting.await("it waits", () -> barrier.waiting() == 1);
    barrier.reset();
    assertThat(PoolTesting.failureOf(waiting))
        .isInstanceOf(BrokenBarrierException.class)
        .hasMessageContaining("reset()");
    assertThat(barrier.isBroken()).isFalse();
    barrier.abort();
    assertThat(barrier.isBroken()).isTrue();
  }

  // ---- queues -----------------------------------------------------------------------------------

  @Test
  @Conformance("TestSyncManagerTypes.test_queue")
  void shouldBoundAQueueAndKeepItsOrder() throws Exception {
    ManagedQueue<String> queue = manager.queue(2);
    other.apply(
        () -> {
          expect(queue.isEmpty());
          queue.put("one");
          expect(queue.offer("two") && !queue.offer("three"));
          expect(queue.size() == 2 && queue.remainingCapacity() == 0);
          return null;
        });
    assertThat(queue.capacity()).isEqualTo(2);
    assertThat(queue.take()).isEqualTo("one");
    assertThat(queue.poll()).isEqualTo("two");
    assertThat(queue.poll()).isNull();
    assertThat(queue.poll(Duration.ofMillis(1))).isNull();
    assertThatThrownBy(() -> queue.put(null)).isInstanceOf(NullPointerException.class);
    queue.shutdown();
    assertThatThrownBy(queue::take).isInstanceOf(QueueClosedException.class);
  }

  @Test
  @Conformance("TestSyncManagerTypes.test_joinable_queue")
  void shouldJoinAQueue() throws Exception {
    ManagedQueue<Integer> queue = manager.queue();
    queue.putAll(List.of(1, 2));
    assertThat(queue.join(Duration.ofMillis(1))).isFalse();
    Future<Integer> joined =
        other.submit(
            () -> {
              queue.join();
              return 3;
            });
    for (int i = 0; i < 2; i++) {
      queue.take();
      queue.taskDone();
    }
    assertThat(PoolTesting.get(joined)).isEqualTo(3);
    assertThat(queue.unfinished()).isZero();
    assertThatThrownBy(queue::taskDone).isInstanceOf(IllegalStateException.class);
  }

  // ---- values -----------------------------------------------------------------------------------

  @Test
  @Conformance("TestSyncManagerTypes.test_value")
  void shouldHaveValues() {
    ManagedValue<Integer> value = manager.value(1);
    other.apply(
        () -> {
          expect(value.get() == 1 && value.getAndSet(2) == 1);
          expect(value.compareAndSet(2, 3) && !value.compareAndSet(2, 4));
          return value.update(n -> n + 1);
        });
    assertThat(value.get()).isEqualTo(4);
  }

  @Test
  @Conformance("TestSyncManagerTypes.test_array")
  void shouldHaveArrays() {
    ManagedArray<Integer> array = manager.array(List.of(0, 1, 2, 3, 4));
    other.apply(
        () -> {
          expect(array.length() == 5 && array.get(3) == 3);
          array.set(3, 30);
          expect(array.update(4, n -> n * 10) == 40);
          return null;
        });
    assertThat(array).containsExactly(0, 1, 2, 30, 40);
    assertThatThrownBy(() -> array.get(5)).isInstanceOf(IndexOutOfBoundsException.class);
    ManagedArray<Long> zeros = manager.array(Long.class, 2);
    assertThat(zeros.toList()).hasSize(2);
  }

  // ---- pools ------------------------------------------------------------------------------------

  @Test
  @Conformance("TestSyncManagerTypes.test_pool")
  void shouldHaveAPoolThatAnotherProcessUses() throws Exception {
    ManagedPool pool = manager.pool(1);
    other.apply(
        () -> {
          expect(pool.map(n -> n * n, List.of(1, 2, 3)).equals(List.of(1, 4, 9)));
          expect(pool.starmap(Integer::sum, List.of(Map.entry(1, 2))).equals(List.of(3)));
          return null;
        });
    assertThat(pool.apply(PoolTesting::pid)).isEqualTo(pool.workerPids().getFirst());
    assertThat(PoolTesting.get(pool.submit(() -> 5))).isEqualTo(5);
    assertThatThrownBy(
            () ->
                pool.apply(
                    () -> {
                      throw new IllegalStateException("no");
                    }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("no");
    pool.shutdown();
    assertThat(pool.awaitTermination(PoolTesting.DEADLINE)).isTrue();
    assertThatThrownBy(() -> pool.apply(() -> 1)).isInstanceOf(RejectedExecutionException.class);
    pool.close();
  }
}
