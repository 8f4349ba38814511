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
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Threads of several processes that wait for each other. */
@ExtendWith(LeakCheckPerClass.class)
@Timeout(300)
@Tag(Crew.PORTABLE_LATER)
class SharedBarrierTest {
  private static final int PARTIES = 5;

  @TempDir private Path directory;

  /** Comes many times; no party may be more than one time ahead of another. */
  private static void inLockstep(SharedBarrier barrier, Cells cells, int rounds) throws Exception {
    for (int round = 0; round < rounds; round++) {
      cells.add(0, 1);
      int index = barrier.await();
      assertThat(cells.get(0)).isBetween((round + 1L) * PARTIES, (round + 2L) * PARTIES - 1);
      cells.add(1, index == 0 ? 1 : 0);
      cells.add(2, index);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 10, 1000})
  @Conformance({
    "_TestBarrier.test_barrier",
    "_TestBarrier.test_barrier_10",
    "_TestBarrier.test_wait_return",
    "_TestBarrier.test_thousand"
  })
  void shouldKeepPartiesInLockstep(int rounds) throws Exception {
    Cells cells = Cells.in(directory);
    try (var barrier = SharedBarrier.create(PARTIES);
        var crew = new Crew()) {
      crew.children(3, () -> inLockstep(barrier, cells, rounds));
      var virtual = Crew.virtual(() -> lockstep(barrier, cells, rounds));
      inLockstep(barrier, cells, rounds);
      assertThat(PoolTesting.get(virtual)).isTrue();
      crew.join();
      assertThat(cells.get(1)).as("firsts").isEqualTo(rounds);
      assertThat(cells.get(2)).as("sum of indexes").isEqualTo(rounds * 10L);
      assertThat(barrier.waiting()).isZero();
      assertThat(barrier.isBroken()).isFalse();
    }
  }

  private static boolean lockstep(SharedBarrier barrier, Cells cells, int rounds) throws Exception {
    inLockstep(barrier, cells, rounds);
    return true;
  }

  @Test
  @Conformance("_TestBarrier.test_action")
  void shouldRunTheActionOnceEachTime() throws Exception {
    Cells cells = Cells.in(directory);
    try (var barrier = SharedBarrier.create(3, c -> c.action(() -> cells.addUnguarded(0)));
        var crew = new Crew()) {
      crew.children(2, () -> comeAndCheck(barrier, cells));
      comeAndCheck(barrier, cells);
      crew.join();
      assertThat(cells.get(0)).isEqualTo(20);
    }
  }

  private static void comeAndCheck(SharedBarrier barrier, Cells cells) throws Exception {
    for (int round = 1; round <= 20; round++) {
      barrier.await();
      assertThat(cells.get(0)).isBetween((long) round, round + 1L);
    }
  }

  @Test
  void shouldBreakWhenTheActionFails() throws Exception {
    try (var barrier =
        SharedBarrier.create(
            2,
            c ->
                c.action(
                    () -> {
                      throw new java.io.IOException("no");
                    }))) {
      var other = waiter(barrier);
      assertThatThrownBy(barrier::await).isInstanceOf(java.io.IOException.class).hasMessage("no");
      assertBroken(other, "the action failed");
    }
  }

  private static FutureTask<Integer> waiter(SharedBarrier barrier) {
    int before = barrier.waiting();
    var waiter = Crew.thread(() -> barrier.await(PoolTesting.DEADLINE), before % 2 == 1);
    Crew.await("it waits", () -> barrier.waiting() == before + 1);
    return waiter;
  }

  private static void assertBroken(FutureTask<?> waiter, String why) throws Exception {
    assertThat(PoolTesting.failureOf(waiter))
        .isInstanceOf(BrokenBarrierException.class)
        .hasMessageContaining(why);
  }

  @Test
  @Conformance({"_TestBarrier.test_abort", "_TestBarrier.test_abort_and_reset"})
  void shouldBreakWhenAborted() throws Exception {
    try (var barrier = SharedBarrier.create(3);
        var crew = new Crew()) {
      var one = waiter(barrier);
      var two = waiter(barrier);
      crew.child(barrier::abort);
      crew.join();
      assertBroken(one, "abort() was called");
      assertBroken(two, "reset() makes it work again");
      assertThat(barrier.isBroken()).isTrue();
      assertThat(barrier.waiting()).isZero();
      assertThatThrownBy(barrier::await).isInstanceOf(BrokenBarrierException.class);
      assertThat(barrier).hasToString("SharedBarrier[broken, parties=3]");
      barrier.reset();
      assertThat(barrier.isBroken()).isFalse();
      trip(barrier);
    }
  }

  /** All come. */
  private static void trip(SharedBarrier barrier) throws Exception {
    List<FutureTask<Integer>> others = new ArrayList<>();
    for (int i = 1; i < barrier.parties(); i++) {
      others.add(waiter(barrier));
    }
    assertThat(barrier.await(Duration.ZERO)).isEqualTo(barrier.parties() - 1);
    for (int i = 0; i < others.size(); i++) {
      assertThat(PoolTesting.get(others.get(i))).isEqualTo(i);
    }
  }

  @Test
  @Conformance("_TestBarrier.test_reset")
  void shouldSendAwayWhoWaitsWhenReset() throws Exception {
    try (var barrier = SharedBarrier.create(3)) {
      for (int round = 0; round < 3; round++) {
        var one = waiter(barrier);
        var two = waiter(barrier);
        barrier.reset();
        assertThat(PoolTesting.failureOf(one)).isInstanceOf(BrokenBarrierException.class);
        assertThat(PoolTesting.failureOf(two)).isInstanceOf(BrokenBarrierException.class);
        assertThat(barrier.waiting()).isZero();
        trip(barrier);
      }
    }
  }

  @Test
  @Conformance("_TestBarrier.test_timeout")
  void shouldBreakWhenOneHasWaitedTooLong() throws Exception {
    try (var barrier = SharedBarrier.create(3)) {
      var patient = waiter(barrier);
      assertThatThrownBy(() -> barrier.await(20, TimeUnit.MILLISECONDS))
          .isInstanceOf(TimeoutException.class);
      assertBroken(patient, "as long as was allowed");
      assertThatThrownBy(() -> barrier.await(Duration.ofSeconds(1)))
          .isInstanceOf(BrokenBarrierException.class);
      barrier.reset();
      assertThatThrownBy(() -> barrier.await(Duration.ofSeconds(-1)))
          .isInstanceOf(TimeoutException.class);
    }
  }

  @Test
  @Conformance("_TestBarrier.test_default_timeout")
  void shouldWaitAsLongAsTheBarrierSays() throws Exception {
    try (var barrier = SharedBarrier.create(2, c -> c.timeout(Duration.ofMillis(50)));
        var crew = new Crew()) {
      assertThatThrownBy(barrier::await)
          .isInstanceOf(BrokenBarrierException.class)
          .hasCauseInstanceOf(TimeoutException.class)
          .hasMessageContaining("timeout=PT0.05S");
      barrier.reset();
      crew.child(
          () -> assertThatThrownBy(barrier::await).isInstanceOf(BrokenBarrierException.class));
      crew.join();
    }
  }

  @Test
  @Conformance("_TestBarrier.test_single_thread")
  void shouldNotWaitForItself() throws Exception {
    try (var barrier = SharedBarrier.create(1)) {
      assertThat(barrier.await()).isZero();
      assertThat(barrier.await(Duration.ZERO)).isZero();
    }
  }

  @Test
  void shouldBreakWhenOneIsInterrupted() throws Exception {
    try (var barrier = SharedBarrier.create(3)) {
      var other = waiter(barrier);
      Thread[] waiter = new Thread[1];
      var interrupted =
          Crew.thread(
              () -> {
                waiter[0] = Thread.currentThread();
                return barrier.await();
              });
      Crew.await("both wait", () -> barrier.waiting() == 2);
      waiter[0].interrupt();
      assertThat(PoolTesting.failureOf(interrupted)).isInstanceOf(InterruptedException.class);
      assertBroken(other, "interrupted");
    }
  }

  @Test
  void shouldRefuseWhatMakesNoSense() throws Exception {
    assertThatThrownBy(() -> SharedBarrier.create(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("not positive: parties=0");
    assertThatThrownBy(() -> SharedBarrier.create(1, c -> c.timeout(Duration.ZERO)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatNullPointerException().isThrownBy(() -> SharedBarrier.create(1, c -> null));
    assertThatNullPointerException().isThrownBy(() -> SharedBarrier.create(1, c -> c.action(null)));
    var barrier = SharedBarrier.create(Integer.MAX_VALUE);
    assertThatNullPointerException().isThrownBy(() -> barrier.await(null));
    var waiting = waiter(barrier);
    barrier.close();
    barrier.close();
    assertThat(PoolTesting.failureOf(waiting))
        .isInstanceOfAny(BrokenBarrierException.class, IllegalStateException.class);
    assertThatThrownBy(barrier::await).isInstanceOf(IllegalStateException.class);
    assertThat(barrier).hasToString("SharedBarrier[closed]");
  }

  // ---- deaths -----------------------------------------------------------------------------------

  @Test
  void shouldBreakWhenOneIsKilledThatWaits() throws Exception {
    try (var barrier = SharedBarrier.create(3);
        var crew = new Crew()) {
      ChildProcess child = crew.child(barrier::await);
      Crew.await("it waits", () -> barrier.waiting() == 1);
      var other = waiter(barrier);
      crew.kill(child);
      assertBroken(other, "a process that takes part died: pid=" + child.pid());
      barrier.reset();
      trip(barrier);
    }
  }

  @Test
  void shouldBreakWhenOneIsKilledThatCameTheTimeBefore() throws Exception {
    Signals signals = Signals.in(directory);
    try (var barrier = SharedBarrier.create(2);
        var crew = new Crew()) {
      ChildProcess child =
          crew.child(
              () -> {
                barrier.await();
                signals.await("never");
              });
      barrier.await();
      var other = waiter(barrier);
      crew.kill(child);
      assertBroken(other, "a process that takes part died");
      assertThatThrownBy(barrier::await).isInstanceOf(BrokenBarrierException.class);
      barrier.reset();
      trip(barrier);
      assertThat(barrier.isBroken()).isFalse();
    }
  }

  @Test
  void shouldNotMindThoseWhoLeaveInOrder() throws Exception {
    Signals signals = Signals.in(directory);
    try (var barrier = SharedBarrier.create(3);
        var crew = new Crew()) {
      crew.child(barrier::await);
      ChildProcess closed =
          crew.child(
              () -> {
                barrier.await();
                barrier.close();
                signals.raise("closed");
                signals.await("never");
              });
      barrier.await();
      signals.expect("closed");
      crew.kill(closed);
      crew.join();
      assertThat(barrier.isBroken()).isFalse();
      trip(barrier);
    }
  }

  @RepeatedTest(2)
  void shouldEndAllWaitsWhenAProcessIsKilledAtAnyMoment() throws Exception {
    killAtAnyMoment();
  }

  @Tag("soak")
  @RepeatedTest(100)
  void shouldEndAllWaitsWhenAProcessIsKilledAtAnyOfManyMoments() throws Exception {
    killAtAnyMoment();
  }

  private void killAtAnyMoment() throws Exception {
    Cells cells = Cells.in(directory);
    try (var barrier = SharedBarrier.create(3);
        var crew = new Crew()) {
      ChildProcess victim = crew.child(() -> comeForEver(barrier, cells));
      var one = Crew.thread(() -> comeForEver(barrier, cells));
      var two = Crew.virtual(() -> comeForEver(barrier, cells));
      Crew.await("they come", () -> cells.get(0) > 100);
      long spins = RandomGenerator.getDefault().nextLong(1_000_000);
      for (long i = 0; i < spins; i++) {
        Thread.onSpinWait();
      }
      crew.kill(victim);
      assertBroken(one, "a process that takes part died");
      assertBroken(two, "a process that takes part died");
      barrier.reset();
      trip(barrier);
    }
  }

  private static boolean comeForEver(SharedBarrier barrier, Cells cells) throws Exception {
    while (true) {
      barrier.await();
      cells.add(0, 1);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @Tag(Crew.EACH_STEP)
  void shouldBreakOrNotWhenOneDiesAtAnyStep(boolean last) throws Exception {
    Cells cells = Cells.in(directory);
    List<String> steps =
        Crew.killAtEachStep(
            directory,
            (crew, victim) -> {
              cells.set(0, 0);
              try (var barrier = SharedBarrier.create(2, c -> c.action(() -> cells.add(0, 1)))) {
                FutureTask<Integer> other = last ? waiter(barrier) : null;
                ChildProcess child = victim.start(barrier::await);
                if (other == null) {
                  Crew.await(
                      "it sleeps or is dead",
                      () -> victim.hasPassed("barrier before sleep") || victim.isOver(child));
                  other = Crew.thread(() -> barrier.await(PoolTesting.DEADLINE));
                }
                victim.join(child);
                checkAfterDeath(barrier, victim.step(), other);
                assertThat(cells.get(0)).isLessThanOrEqualTo(1);
                barrier.reset();
                trip(barrier);
              }
            });
    assertThat(steps).contains("barrier before come", "barrier come");
    assertThat(steps).contains(last ? "barrier woken" : "barrier before sleep");
  }

  /** Who waits is sent on or away, unless the victim died before it had come. */
  private static void checkAfterDeath(SharedBarrier barrier, String step, FutureTask<Integer> other)
      throws Exception {
    boolean mayHaveDiedBefore = step.startsWith("lock ") || step.equals("barrier before come");
    if (mayHaveDiedBefore) {
      Crew.await("it waits or is done", () -> barrier.waiting() == 1 || other.isDone());
      barrier.abort();
    }
    try {
      other.get(Crew.DEAD_WAIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (java.util.concurrent.ExecutionException e) {
      assertThat(e.getCause()).isInstanceOf(BrokenBarrierException.class);
    }
  }
}
