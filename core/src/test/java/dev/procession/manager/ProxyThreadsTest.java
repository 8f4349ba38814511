package dev.procession.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.pool.PoolTesting;
import dev.procession.testing.LeakCheckPerClass;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Many threads with one proxy, and threads that are interrupted. */
@ExtendWith(LeakCheckPerClass.class)
@SuppressWarnings("WaitNotInLoop") // each is woken once, and by what the test does
class ProxyThreadsTest {
  private static final int THREADS = 20;

  private static Manager manager;

  @BeforeAll
  static void open() {
    manager = Manager.open();
  }

  @AfterAll
  static void close() {
    manager.close();
  }

  /** A thread, and what it does. */
  private record Running<V>(Thread thread, FutureTask<V> task) {
    static <V> Running<V> start(java.util.concurrent.Callable<V> call) {
      var task = new FutureTask<>(call);
      return new Running<>(Thread.ofVirtual().start(task), task);
    }
  }

  @Test
  void shouldServeManyThreadsThroughOneProxy() throws Exception {
    ManagedCounter counter = manager.counter();
    ManagedMap<Integer, Integer> map = manager.map();
    ManagedLock lock = manager.reentrantLock();
    ManagedValue<Integer> value = manager.value(0);
    List<FutureTask<Object>> all = new ArrayList<>();
    for (int i = 0; i < 2 * THREADS; i++) {
      Thread.Builder builder = i % 2 == 0 ? Thread.ofVirtual() : Thread.ofPlatform().daemon();
      all.add(
          Tries.inThread(
              builder,
              () -> {
                for (int k = 0; k < 50; k++) {
                  counter.increment();
                  map.merge(k, 1, Integer::sum);
                  try (var held = lock.hold()) {
                    value.set(value.get() + 1);
                  }
                }
                return null;
              }));
    }
    for (var each : all) {
      PoolTesting.get(each);
    }
    assertThat(counter.get()).isEqualTo(2 * THREADS * 50);
    assertThat(value.get()).isEqualTo(2 * THREADS * 50);
    assertThat(map.values()).hasSize(50).containsOnly(2 * THREADS);
    assertThat(lock.isLocked()).isFalse();
  }

  /** All in both directions at once, each message larger than what fits between the two. */
  @Test
  void shouldNotStickWhenBothDirectionsAreFull() throws Exception {
    putAndTakeAtOnce(manager.queue(4));
  }

  @Test
  void shouldNotStickWhenBothDirectionsOfANetworkAreFull() throws Exception {
    byte[] key = {1, 2, 3};
    var anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    try (Manager server = Manager.serve(anyPort, key);
        Manager client = Manager.connect(server.address(), key)) {
      putAndTakeAtOnce(client.queue(4));
    }
  }

  private static void putAndTakeAtOnce(ManagedQueue<byte[]> queue) throws Exception {
    List<FutureTask<Object>> all = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      boolean puts = i % 2 == 0;
      all.add(
          Tries.inThread(
              () -> {
                for (int k = 0; k < 10; k++) {
                  if (puts) {
                    queue.put(new byte[2 << 20]);
                  } else {
                    assertThat(queue.take()).hasSize(2 << 20);
                  }
                }
                return null;
              }));
    }
    for (var each : all) {
      PoolTesting.get(each);
    }
    assertThat(queue.isEmpty()).isTrue();
  }

  @Test
  void shouldLoseNothingWhenATakeIsInterrupted() throws Exception {
    int items = 300;
    ManagedQueue<Integer> queue = manager.queue();
    var got = new ConcurrentLinkedQueue<Integer>();
    var over = new AtomicBoolean();
    List<Running<Object>> takers = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      takers.add(
          Running.start(
              () -> {
                while (!over.get()) {
                  try {
                    got.add(queue.take());
                  } catch (InterruptedException again) {
                    // Tries again, if it is not over.
                  }
                }
                return null;
              }));
    }
    for (int i = 0; i < items; i++) {
      queue.put(i);
      takers.get(i % 3).thread().interrupt();
    }
    PoolTesting.await("all are taken", () -> got.size() + queue.size() >= items && queue.isEmpty());
    over.set(true);
    for (var taker : takers) {
      taker.thread().interrupt();
      PoolTesting.get(taker.task());
    }
    assertThat(got).hasSize(items).doesNotHaveDuplicates();
    assertThat(queue.waiters()).isZero();
  }

  @Test
  void shouldHoldNothingWhenALockIsInterrupted() throws Exception {
    ManagedLock lock = manager.lock();
    lock.lock();
    for (int i = 0; i < 50; i++) {
      var waits =
          Running.start(
              () -> {
                try {
                  lock.lockInterruptibly();
                  return true;
                } catch (InterruptedException e) {
                  return false;
                }
              });
      waits.thread().interrupt();
      if (i % 2 == 0) {
        lock.unlock();
        if (PoolTesting.get(waits.task())) {
          // It was quicker than the interrupt.
          assertThat(lock.isLocked()).isTrue();
          lock.unlock();
        }
        assertThat(lock.tryLock()).isTrue();
      } else {
        assertThat(PoolTesting.get(waits.task())).isFalse();
      }
    }
    assertThat(lock.waiters()).isZero();
    lock.unlock();
    assertThat(lock.isLocked()).isFalse();
  }

  @Test
  void shouldWaitOnWhereInterruptsAreNotExpected() throws Exception {
    ManagedLock lock = manager.lock();
    lock.lock();
    var waits =
        Running.start(
            () -> {
              lock.lock();
              lock.unlock();
              return Thread.interrupted();
            });
    PoolTesting.await("it waits", () -> lock.waiters() == 1);
    waits.thread().interrupt();
    assertThat(lock.waiters()).isEqualTo(1);
    lock.unlock();
    assertThat(PoolTesting.get(waits.task())).isTrue();
  }

  @Test
  void shouldHoldTheLockWhenAnInterruptEndsTheWaitForACondition() throws Exception {
    ManagedCondition condition = manager.condition();
    var waits =
        Running.start(
            () -> {
              condition.lock();
              try {
                condition.await(Duration.ofHours(1));
                return false;
              } catch (InterruptedException e) {
                condition.signal();
                return true;
              } finally {
                condition.unlock();
              }
            });
    PoolTesting.await("it waits", () -> condition.waiters() == 1);
    waits.thread().interrupt();
    assertThat(PoolTesting.get(waits.task())).isTrue();
    assertThat(condition.waiters()).isZero();
    assertThat(condition.tryLock()).isTrue();
    condition.unlock();
  }

  @Test
  void shouldThrowAtOnceWhenInterruptedBefore() throws Exception {
    ManagedQueue<Integer> queue = manager.queue();
    ManagedSemaphore semaphore = manager.semaphore(0);
    var tried =
        Running.start(
            () -> {
              Thread.currentThread().interrupt();
              assertThatThrownBy(queue::take).isInstanceOf(InterruptedException.class);
              Thread.currentThread().interrupt();
              assertThatThrownBy(semaphore::acquire).isInstanceOf(InterruptedException.class);
              Thread.currentThread().interrupt();
              assertThat(queue.size()).isZero();
              return Thread.interrupted();
            });
    assertThat(PoolTesting.get(tried.task())).isTrue();
    assertThat(semaphore.waiters()).isZero();
  }
}
