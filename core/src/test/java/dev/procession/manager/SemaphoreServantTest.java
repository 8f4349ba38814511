package dev.procession.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.testing.LeakCheckPerClass;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Semaphores as the manager keeps them. */
@ExtendWith(LeakCheckPerClass.class)
@Timeout(60)
class SemaphoreServantTest {
  private final TestClient anna = new TestClient("anna");
  private final TestClient ben = new TestClient("ben");

  @Test
  void shouldServeInOrderAlsoThoseWhoWantMany() throws Exception {
    var semaphore = new SemaphoreServant(2, false, false);
    anna.run(() -> semaphore.acquire(2)).result();
    TestCall three = ben.run(() -> semaphore.acquire(3));
    TestCall one = anna.run(semaphore::acquireUninterruptibly);
    assertThat(semaphore.waiters()).isEqualTo(2);
    anna.run(() -> semaphore.release(2)).result();
    assertThat(one.isAnswered()).isFalse();
    assertThat(anna.call(() -> semaphore.tryAcquire(1)).result()).isEqualTo(false);
    anna.run(() -> semaphore.release(2)).result();
    three.result();
    one.result();
    assertThat(semaphore.availablePermits()).isZero();
    assertThat(semaphore).hasToString("ManagedSemaphore[permits=0, held=4, waiters=0]");
  }

  @Test
  void shouldNotBeWaitedForForever() throws Exception {
    var semaphore = new SemaphoreServant(0, false, false);
    assertThat(anna.call(() -> semaphore.tryAcquire(1, -1, TimeUnit.DAYS)).result())
        .isEqualTo(false);
    assertThat(anna.call(() -> semaphore.tryAcquire(1, 20, TimeUnit.MILLISECONDS)).result())
        .isEqualTo(false);
    TestCall many = anna.run(() -> semaphore.acquire(5));
    TestCall one = ben.call(() -> semaphore.tryAcquire(1, 1, TimeUnit.HOURS));
    ben.run(() -> semaphore.release(1)).result();
    assertThat(one.isAnswered()).isFalse();
    many.cancel();
    assertThatThrownBy(many::result).isInstanceOf(InterruptedException.class);
    assertThat(one.result()).isEqualTo(true);
  }

  @Test
  void shouldGetBackWhatTheDeadHeld() throws Exception {
    var semaphore = new SemaphoreServant(3, true, false);
    anna.run(() -> semaphore.acquire(3)).result();
    TestCall waiter = ben.run(() -> semaphore.acquire(2));
    ben.run(2, () -> semaphore.release(1)).result();
    assertThat(anna.call(semaphore::heldPermits).result()).isEqualTo(2);
    anna.end(semaphore);
    waiter.result();
    assertThat(semaphore.availablePermits()).isEqualTo(1);
    assertThat(ben.call(semaphore::heldPermits).result()).isEqualTo(2);
    anna.end(semaphore);
    assertThat(semaphore.availablePermits()).isEqualTo(1);
  }

  @Test
  void shouldKeepWhatTheDeadHeldIfThatIsWanted() throws Exception {
    var semaphore = new SemaphoreServant(3, false, true);
    anna.run(() -> semaphore.acquire(3)).result();
    assertThat(anna.call(semaphore::heldPermits).result()).isEqualTo(0);
    anna.end(semaphore);
    assertThat(semaphore.availablePermits()).isZero();
  }

  @Test
  void shouldHaveBounds() throws Exception {
    var bounded = new SemaphoreServant(2, true, false);
    anna.run(() -> bounded.acquire(1)).result();
    assertThatThrownBy(() -> anna.run(() -> bounded.release(2)).result())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "released too often: free=1, released=2, most=2; release what was acquired, once");
    assertThat(bounded.availablePermits()).isEqualTo(1);
    var unbounded = new SemaphoreServant(1, false, false);
    assertThatThrownBy(() -> anna.run(() -> unbounded.release(Integer.MAX_VALUE)).result())
        .isInstanceOf(IllegalStateException.class);
    anna.run(() -> unbounded.release(Integer.MAX_VALUE - 1)).result();
    assertThat(unbounded.availablePermits()).isEqualTo(Integer.MAX_VALUE);
    assertThatIllegalArgumentException().isThrownBy(() -> new SemaphoreServant(-1, true, false));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> anna.run(() -> unbounded.acquire(0)).result());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> anna.run(() -> unbounded.release(-1)).result());
  }

  @Test
  void shouldCountAsTheJdk() throws Exception {
    long seed = System.nanoTime();
    var random = new Random(seed);
    var jdk = new Semaphore(3, true);
    var ours = new SemaphoreServant(3, false, false);
    int[] held = new int[2];
    for (int step = 0; step < 3000; step++) {
      int who = random.nextInt(2);
      TestClient client = who == 0 ? anna : ben;
      int permits = 1 + random.nextInt(3);
      String text = "seed=" + seed + ", step=" + step;
      if (random.nextBoolean()) {
        boolean taken = jdk.tryAcquire(permits);
        assertThat(client.call(() -> ours.tryAcquire(permits)).result()).as(text).isEqualTo(taken);
        held[who] += taken ? permits : 0;
      } else {
        jdk.release(permits);
        client.run(() -> ours.release(permits)).result();
        int own = Math.min(held[who], permits);
        held[who] -= own;
        held[1 - who] -= Math.min(held[1 - who], permits - own);
      }
      assertThat(ours.availablePermits()).as(text).isEqualTo(jdk.availablePermits());
      assertThat(anna.call(ours::heldPermits).result()).as(text).isEqualTo(held[0]);
      assertThat(ben.call(ours::heldPermits).result()).as(text).isEqualTo(held[1]);
    }
  }

  @Test
  void shouldLetInNoMoreThanThereArePermits() throws Exception {
    var servant = new SemaphoreServant(2, true, false);
    var inside = new AtomicInteger();
    var most = new AtomicInteger();
    try (var threads = new TestThreads()) {
      for (int i = 0; i < 6; i++) {
        ManagedSemaphore semaphore =
            (i % 2 == 0 ? anna : ben).proxy(ManagedSemaphore.class, servant);
        threads.start(
            () -> {
              for (int n = 0; n < 200; n++) {
                if (n % 2 == 0) {
                  semaphore.acquire();
                } else {
                  assertThat(semaphore.tryAcquire(Duration.ofHours(1))).isTrue();
                }
                most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                Thread.yield();
                inside.decrementAndGet();
                semaphore.release();
              }
            });
      }
      threads.join();
    }
    assertThat(most).hasValueLessThanOrEqualTo(2);
    assertThat(servant.availablePermits()).isEqualTo(2);
  }
}
