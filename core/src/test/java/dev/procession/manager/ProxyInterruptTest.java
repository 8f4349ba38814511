package dev.procession.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.testing.LeakCheck;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A thread that is interrupted before it calls has changed nothing when it hears of that. */
@ExtendWith(LeakCheck.class)
class ProxyInterruptTest {
  private static final Duration LONG = Duration.ofMinutes(5);

  @Test
  void shouldHearOfAnInterruptBeforeAnythingHappens() {
    try (var manager = Manager.open()) {
      var alone = manager.barrier(1);
      expectInterrupt(() -> alone.await());
      var barrier = manager.barrier(2);
      expectInterrupt(() -> barrier.await());
      assertThat(barrier.isBroken()).isFalse();
      var lock = manager.lock();
      expectInterrupt(() -> lock.lockInterruptibly());
      expectInterrupt(() -> lock.tryLock(LONG));
      assertThat(lock.isLocked()).isFalse();
      var semaphore = manager.semaphore(1);
      expectInterrupt(() -> semaphore.acquire());
      expectInterrupt(() -> semaphore.tryAcquire(1, TimeUnit.MINUTES));
      assertThat(semaphore.availablePermits()).isOne();
      var queue = manager.<Integer>queue();
      expectInterrupt(() -> queue.put(1));
      expectInterrupt(() -> queue.offer(1, LONG));
      assertThat(queue).isEmpty();
      queue.add(2);
      expectInterrupt(() -> queue.take());
      assertThat(queue).containsExactly(2);
      var event = manager.event();
      event.set();
      expectInterrupt(() -> event.await());
    }
  }

  private static void expectInterrupt(ThrowingCallable call) {
    Thread.currentThread().interrupt();
    assertThatThrownBy(call).isInstanceOf(InterruptedException.class);
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void shouldBePrintedThoughItsManagerIsClosed() {
    var manager = Manager.open();
    var map = manager.<String, Integer>map();
    var list = manager.<Integer>list();
    map.put("one", 1);
    assertThat(map).hasToString("{one=1}");
    manager.close();
    assertThat(map.toString()).startsWith("(cannot be told: ");
    assertThat(list.toString()).startsWith("(cannot be told: ");
  }
}
