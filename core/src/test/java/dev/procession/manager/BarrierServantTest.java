package dev.procession.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.Action;
import dev.procession.pool.PoolTesting;
import dev.procession.testing.LeakCheckPerClass;
import dev.procession.testing.Warnings;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Barriers as the manager keeps them. */
@ExtendWith(LeakCheckPerClass.class)
@Timeout(60)
class BarrierServantTest {
  private final TestClient anna = new TestClient("anna");
  private final TestClient ben = new TestClient("ben");

  private static BarrierServant barrier(int parties, @Nullable Action action) {
    return new BarrierServant(parties, action, Line.FOREVER);
  }

  private static void expectBroken(TestCall call, String why) {
    assertThatThrownBy(call::result)
        .isInstanceOf(BrokenBarrierException.class)
        .hasMessage("the barrier is broken: " + why + "; reset() makes it as new");
  }

  @Test
  void shouldLetAllGoWhenAllHaveCome() throws Exception {
    BarrierServant barrier = barrier(3, null);
    assertThat(barrier.parties()).isEqualTo(3);
    for (int round = 0; round < 3; round++) {
      TestCall first = anna.call(barrier::await);
      TestCall second = ben.call(() -> barrier.await(1, TimeUnit.HOURS));
      assertThat(barrier.waiting()).isEqualTo(2);
      assertThat(barrier).hasToString("ManagedBarrier[waiting=2, parties=3]");
      assertThat(anna.call(2, () -> barrier.await(0, TimeUnit.DAYS)).result()).isEqualTo(2);
      assertThat(first.result()).isEqualTo(0);
      assertThat(second.result()).isEqualTo(1);
      assertThat(barrier.waiting()).isZero();
    }
    assertThat(barrier(1, null).parties()).isEqualTo(1);
    assertThatIllegalArgumentException().isThrownBy(() -> barrier(0, null));
  }

  @Test
  void shouldBreakWhenSomebodyHasWaitedLongEnough() throws Exception {
    BarrierServant barrier = barrier(3, null);
    TestCall other = anna.call(barrier::await);
    TestCall late = ben.call(() -> barrier.await(20, TimeUnit.MILLISECONDS));
    assertThatThrownBy(late::result).isInstanceOf(TimeoutException.class);
    expectBroken(other, "somebody has waited as long as was allowed");
    expectBroken(anna.call(barrier::await), "somebody has waited as long as was allowed");
    assertThat(barrier.isBroken()).isTrue();
    assertThat(barrier).hasToString("ManagedBarrier[broken, parties=3]");
    barrier.reset();
    assertThat(barrier.isBroken()).isFalse();
    assertThatThrownBy(ben.call(() -> barrier.await(-1, TimeUnit.DAYS))::result)
        .isInstanceOf(TimeoutException.class);
    assertThat(barrier.isBroken()).isTrue();
  }

  @Test
  void shouldHaveATimeoutOfItsOwn() {
    var barrier = new BarrierServant(2, null, TimeUnit.MILLISECONDS.toNanos(20));
    assertThatThrownBy(anna.call(barrier::await)::result)
        .isInstanceOf(BrokenBarrierException.class)
        .hasCauseInstanceOf(TimeoutException.class);
    assertThat(barrier.isBroken()).isTrue();
  }

  @Test
  void shouldBreakWhenOneWhoWaitsIsInterruptedOrDies() throws Exception {
    BarrierServant barrier = barrier(3, null);
    TestCall other = anna.call(barrier::await);
    TestCall interrupted = ben.call(barrier::await);
    interrupted.cancel();
    assertThatThrownBy(interrupted::result).isInstanceOf(InterruptedException.class);
    expectBroken(other, "somebody who waited was interrupted, or its process has ended");
    barrier.reset();
    TestCall survivor = anna.call(barrier::await);
    ben.call(barrier::await);
    barrier.gone(ben);
    expectBroken(survivor, "a process that waited has ended: process=ben");
  }

  @Test
  void shouldNotCareForTheEndOfWhoHasGone() throws Exception {
    BarrierServant barrier = barrier(2, null);
    TestCall first = anna.call(barrier::await);
    ben.call(barrier::await).result();
    first.result();
    ben.end(barrier);
    assertThat(barrier.isBroken()).isFalse();
  }

  @Test
  void shouldBreakAndBeResetOnDemand() throws Exception {
    BarrierServant barrier = barrier(2, null);
    TestCall waiting = anna.call(barrier::await);
    barrier.reset();
    expectBroken(waiting, "reset() was called");
    assertThat(barrier.isBroken()).isFalse();
    waiting = anna.call(barrier::await);
    barrier.abort();
    barrier.abort();
    expectBroken(waiting, "abort() was called");
    assertThat(barrier.waiting()).isZero();
    barrier.reset();
    anna.call(barrier::await);
    assertThat(ben.call(barrier::await).result()).isEqualTo(1);
  }

  @Test
  void shouldDoSomethingBeforeAllGoOn() throws Exception {
    var done = new AtomicInteger();
    BarrierServant barrier = barrier(2, done::incrementAndGet);
    for (int round = 1; round <= 3; round++) {
      TestCall first = anna.call(barrier::await);
      assertThat(ben.call(barrier::await).result()).isEqualTo(1);
      assertThat(first.result()).isEqualTo(0);
      assertThat(done).hasValue(round);
    }
  }

  @Test
  void shouldBreakWhenTheActionFails() {
    BarrierServant barrier =
        barrier(
            2,
            () -> {
              throw new IOException("no");
            });
    TestCall first = anna.call(barrier::await);
    TestCall last = ben.call(barrier::await);
    assertThatThrownBy(last::result).isInstanceOf(IOException.class).hasMessage("no");
    expectBroken(first, "the action failed");
    assertThat(barrier.isBroken()).isTrue();
  }

  @Test
  void shouldHoldUpTheNextGroupWhileTheActionRuns() throws Exception {
    var go = new CountDownLatch(1);
    BarrierServant barrier = barrier(2, go::await);
    TestCall[] calls = new TestCall[4];
    for (int i = 0; i < 4; i++) {
      calls[i] = anna.call(i, barrier::await);
    }
    assertThat(barrier.waiting()).isEqualTo(4);
    assertThat(calls).noneMatch(TestCall::isAnswered);
    go.countDown();
    for (int i = 0; i < 4; i++) {
      assertThat(calls[i].result()).isEqualTo(i % 2);
    }
  }

  @Test
  void shouldNotWaitForAnActionThatNobodyWaitsForAnyMore() throws Exception {
    var go = new CountDownLatch(1);
    BarrierServant barrier =
        barrier(
            2,
            () -> {
              go.await();
              throw new IllegalStateException("too late");
            });
    try (var warnings = new Warnings("dev.procession.manager")) {
      TestCall first = anna.call(barrier::await);
      TestCall last = ben.call(() -> barrier.await(20, TimeUnit.MILLISECONDS));
      assertThatThrownBy(last::result).isInstanceOf(TimeoutException.class);
      expectBroken(first, "somebody has waited as long as was allowed");
      barrier.reset();
      anna.call(barrier::await);
      ben.call(barrier::await);
      assertThat(barrier.waiting()).isEqualTo(2);
      go.countDown();
      warnings.expect("failed after the barrier was broken: parties=2");
      PoolTesting.await("the second action fails", barrier::isBroken);
    }
  }

  @Test
  void shouldServeManyThreads() throws Exception {
    BarrierServant servant = barrier(4, () -> {});
    Set<String> arrivals = ConcurrentHashMap.newKeySet();
    try (var threads = new TestThreads()) {
      for (int i = 0; i < 4; i++) {
        ManagedBarrier barrier = (i % 2 == 0 ? anna : ben).proxy(ManagedBarrier.class, servant);
        threads.start(
            () -> {
              for (int round = 0; round < 100; round++) {
                int index = round % 2 == 0 ? barrier.await() : barrier.await(Duration.ofHours(1));
                assertThat(arrivals.add(round + ":" + index)).isTrue();
              }
            });
      }
      threads.join();
    }
    assertThat(arrivals).hasSize(400);
  }
}
