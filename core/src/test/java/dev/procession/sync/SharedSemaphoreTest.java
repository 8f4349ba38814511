package dev.procession.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
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
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Permits that processes take and give back. */
@ExtendWith(LeakCheckPerClass.class)
@Timeout(300)
@Tag(Crew.PORTABLE_LATER)
class SharedSemaphoreTest {
  @TempDir private Path directory;

  private static SharedSemaphore create(int permits, boolean bounded) {
    return SharedSemaphore.create(permits, c -> c.bounded(bounded));
  }

  // ---- taking and giving back -------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @Conformance({"_TestSemaphore.test_semaphore", "_TestSemaphore.test_bounded_semaphore"})
  void shouldCountPermits(boolean bounded) throws Exception {
    try (var semaphore = create(2, bounded)) {
      assertThat(semaphore.availablePermits()).isEqualTo(2);
      semaphore.acquire();
      assertThat(semaphore.availablePermits()).isEqualTo(1);
      semaphore.acquireUninterruptibly();
      assertThat(semaphore.availablePermits()).isZero();
      assertThat(semaphore.heldPermits()).isEqualTo(2);
      assertThat(semaphore.tryAcquire()).isFalse();
      semaphore.release();
      assertThat(semaphore.availablePermits()).isEqualTo(1);
      semaphore.release();
      try (var held = semaphore.hold()) {
        assertThat(semaphore.availablePermits()).isEqualTo(1);
      }
      assertThat(semaphore.availablePermits()).isEqualTo(2);
      assertThat(semaphore.heldPermits()).isZero();
      if (bounded) {
        assertThatThrownBy(semaphore::release)
            .isInstanceOf(IllegalStateException.class)
            .hasMessage(
                "released too often: free=2, released=1, most=2; release what was acquired, once");
        assertThat(semaphore.availablePermits()).isEqualTo(2);
        semaphore.acquire();
        assertThatThrownBy(() -> semaphore.release(2)).isInstanceOf(IllegalStateException.class);
        assertThat(semaphore.availablePermits()).as("none is given back").isEqualTo(1);
        semaphore.release();
      } else {
        semaphore.release();
        semaphore.release();
        assertThat(semaphore.availablePermits()).isEqualTo(4);
        assertThat(semaphore.tryAcquire(4)).isTrue();
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"false,false", "false,true", "true,false", "true,true"})
  void shouldGiveBackForAnyProcess(boolean bounded, boolean kept) throws Exception {
    try (var semaphore =
            SharedSemaphore.create(3, c -> c.bounded(bounded).keepPermitsOfTheDead(kept));
        var crew = new Crew()) {
      semaphore.acquire(3);
      crew.child(() -> semaphore.release(2));
      crew.join();
      assertThat(semaphore.availablePermits()).isEqualTo(2);
      assertThat(semaphore.heldPermits()).isEqualTo(kept ? 0 : 1);
      semaphore.release();
      assertThat(semaphore.availablePermits()).isEqualTo(3);
      assertThat(semaphore.heldPermits()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldLetInNoMoreThanThereArePermits(boolean virtual) throws Exception {
    Cells cells = Cells.in(directory);
    try (var semaphore = create(2, true);
        var crew = new Crew()) {
      crew.children(2, () -> enter(semaphore, cells, 4, 200, virtual));
      enter(semaphore, cells, 4, 200, virtual);
      crew.join();
      assertThat(cells.get(1)).isEqualTo(3 * 4 * 200);
      assertThat(cells.get(2)).as("too many inside").isZero();
      assertThat(semaphore.availablePermits()).isEqualTo(2);
      assertThat(semaphore.waiters()).isZero();
    }
  }

  private static void enter(
      SharedSemaphore semaphore, Cells cells, int threads, int times, boolean virtual)
      throws Exception {
    List<Future<Boolean>> all = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      all.add(
          Crew.thread(
              () -> {
                for (int j = 0; j < times; j++) {
                  semaphore.acquire();
                  if (cells.add(0, 1) >= 2) {
                    cells.add(2, 1);
                  }
                  cells.add(0, -1);
                  cells.add(1, 1);
                  semaphore.release();
                }
                return true;
              },
              virtual));
    }
    for (Future<Boolean> thread : all) {
      assertThat(PoolTesting.get(thread)).isTrue();
    }
  }

  @Test
  void shouldGiveSeveralPermitsAtOnceOrNone() throws Exception {
    try (var semaphore = SharedSemaphore.create(2)) {
      assertThat(semaphore.tryAcquire(3)).isFalse();
      assertThat(semaphore.tryAcquire(3, Duration.ofMillis(20))).isFalse();
      assertThat(semaphore.availablePermits()).isEqualTo(2);
      var greedy = Crew.thread(() -> semaphore.tryAcquire(5, PoolTesting.DEADLINE));
      var modest = Crew.virtual(() -> semaphore.tryAcquire(3, PoolTesting.DEADLINE));
      Crew.await("both wait", () -> semaphore.waiters() == 2);
      semaphore.release();
      assertThat(PoolTesting.get(modest)).isTrue();
      assertThat(greedy.isDone()).isFalse();
      semaphore.release(5);
      assertThat(PoolTesting.get(greedy)).isTrue();
      assertThat(semaphore.availablePermits()).isZero();
    }
  }

  @Test
  void shouldKnowTheLeastAndTheMost() throws Exception {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SharedSemaphore.create(-1))
        .withMessage("negative: permits=-1; zero is the least");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SharedSemaphore.create(Integer.MIN_VALUE));
    try (var none = SharedSemaphore.create(0, c -> c.bounded(true))) {
      assertThat(none.tryAcquire()).isFalse();
      assertThatThrownBy(none::release).isInstanceOf(IllegalStateException.class);
    }
    try (var most = SharedSemaphore.create(Integer.MAX_VALUE)) {
      assertThatThrownBy(most::release).isInstanceOf(IllegalStateException.class);
      most.acquire(Integer.MAX_VALUE);
      assertThat(most.heldPermits()).isEqualTo(Integer.MAX_VALUE);
      most.release(Integer.MAX_VALUE);
      assertThatThrownBy(() -> most.release(Integer.MAX_VALUE))
          .isInstanceOf(IllegalStateException.class);
      assertThat(most.availablePermits()).isEqualTo(Integer.MAX_VALUE);
      for (int permits : new int[] {0, -1, Integer.MIN_VALUE}) {
        List<ThrowingCallable> calls =
            List.of(
                () -> most.acquire(permits),
                () -> most.tryAcquire(permits),
                () -> most.tryAcquire(permits, Duration.ZERO),
                () -> most.release(permits));
        for (var call : calls) {
          assertThatThrownBy(call)
              .isInstanceOf(IllegalArgumentException.class)
              .hasMessage("not positive: permits=" + permits);
        }
      }
    }
  }

  // ---- waiting ----------------------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @Conformance("_TestSemaphore.test_timeout")
  void shouldEndAWaitByTime(boolean virtual) throws Exception {
    try (var semaphore = SharedSemaphore.create(0)) {
      Duration time = Duration.ofMillis(60);
      long begin = System.nanoTime();
      assertThat(PoolTesting.get(Crew.thread(() -> semaphore.tryAcquire(time), virtual))).isFalse();
      assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(time.toNanos());
      for (long none : new long[] {0, -1, Long.MIN_VALUE}) {
        assertThat(semaphore.tryAcquire(none, TimeUnit.SECONDS)).isFalse();
        assertThat(semaphore.tryAcquire(Duration.ofSeconds(none))).isFalse();
      }
      var longest =
          Crew.thread(() -> semaphore.tryAcquire(Duration.ofSeconds(Long.MAX_VALUE)), virtual);
      var longer =
          Crew.thread(
              () -> semaphore.tryAcquire(Long.MAX_VALUE - 1, TimeUnit.NANOSECONDS), virtual);
      Crew.await("they wait", () -> semaphore.waiters() == 2);
      semaphore.release(2);
      assertThat(PoolTesting.get(longest)).isTrue();
      assertThat(PoolTesting.get(longer)).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldEndAWaitByInterruptUnlessItIsNotToBe(boolean virtual) throws Exception {
    try (var semaphore = SharedSemaphore.create(0)) {
      Crew.expectEndByInterrupt(virtual, semaphore::acquire, semaphore::waiters);
      Crew.expectEndByInterrupt(
          virtual, () -> semaphore.tryAcquire(PoolTesting.DEADLINE), semaphore::waiters);
      Thread[] waiter = new Thread[1];
      var deaf =
          Crew.thread(
              () -> {
                waiter[0] = Thread.currentThread();
                semaphore.acquireUninterruptibly();
                return Thread.interrupted();
              },
              virtual);
      Crew.await("it waits", () -> semaphore.waiters() == 1);
      waiter[0].interrupt();
      semaphore.release();
      assertThat(PoolTesting.get(deaf)).as("still interrupted").isTrue();
      var early =
          Crew.thread(
              () -> {
                Thread.currentThread().interrupt();
                return semaphore.tryAcquire(Duration.ZERO);
              },
              virtual);
      assertThat(PoolTesting.failureOf(early)).isInstanceOf(InterruptedException.class);
    }
  }

  @Test
  void shouldWakeAsManyAsCanGoOnInAllProcesses() throws Exception {
    Cells cells = Cells.in(directory);
    // Permits are signals here, which are used up and not given back.
    try (var semaphore = SharedSemaphore.create(0, c -> c.keepPermitsOfTheDead(true));
        var crew = new Crew()) {
      crew.children(
          2,
          () -> {
            var other = Crew.virtual(() -> semaphore.tryAcquire(PoolTesting.DEADLINE));
            semaphore.acquire();
            cells.add(0, 1);
            assertThat(PoolTesting.get(other)).isTrue();
            cells.add(0, 1);
          });
      Crew.await("four wait", () -> semaphore.waiters() == 4);
      semaphore.release();
      Crew.await("three wait", () -> semaphore.waiters() == 3);
      semaphore.release(3);
      crew.join();
      assertThat(cells.get(0)).isEqualTo(4);
      assertThat(semaphore.availablePermits()).isZero();
    }
  }

  // ---- death of a holder ------------------------------------------------------------------------

  @ParameterizedTest
  @CsvSource({"true,false", "true,true", "false,false", "false,true"})
  void shouldHavePermitsBackWhenTheirHolderEndsUnlessTheyAreKept(boolean kill, boolean kept)
      throws Exception {
    Signals signals = Signals.in(directory);
    try (var semaphore = SharedSemaphore.create(3, c -> c.name("gpu").keepPermitsOfTheDead(kept));
        var crew = new Crew()) {
      ChildProcess holder =
          crew.child(
              () -> {
                semaphore.acquire(2);
                signals.raise("acquired");
                signals.await("end");
              });
      signals.expect("acquired");
      assertThat(semaphore)
          .hasToString(
              "SharedSemaphore[gpu: permits=1"
                  + (kept ? "" : ", 2 held by pid " + holder.pid())
                  + "]");
      var waiter = Crew.thread(() -> semaphore.tryAcquire(3, Duration.ofSeconds(kept ? 2 : 60)));
      Crew.await("it waits", () -> semaphore.waiters() == 1);
      if (kill) {
        crew.kill(holder);
      } else {
        signals.raise("end");
        crew.join();
      }
      if (kept) {
        assertThat(PoolTesting.get(waiter)).isFalse();
        assertThat(semaphore.availablePermits()).isEqualTo(1);
        semaphore.release(2);
      } else {
        assertThat(waiter.get(Crew.DEAD_WAIT.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
        semaphore.release(3);
      }
      assertThat(semaphore).hasToString("SharedSemaphore[gpu: permits=3]");
    }
  }

  @Test
  void shouldFindPermitsOfTheDeadWithoutWaiting() throws Exception {
    Signals signals = Signals.in(directory);
    try (var semaphore = create(1, true);
        var crew = new Crew()) {
      ChildProcess holder =
          crew.child(
              () -> {
                semaphore.acquire();
                signals.raise("acquired");
                signals.await("never");
              });
      signals.expect("acquired");
      crew.kill(holder);
      Crew.await("it is free", semaphore::tryAcquire);
      assertThat(semaphore.heldPermits()).isOne();
      semaphore.release();
      assertThatThrownBy(semaphore::release).isInstanceOf(IllegalStateException.class);
    }
  }

  // ---- its end ----------------------------------------------------------------------------------

  @Test
  void shouldRefuseNulls() {
    assertThatNullPointerException().isThrownBy(() -> SharedSemaphore.create(1, null));
    assertThatNullPointerException().isThrownBy(() -> SharedSemaphore.create(1, _ -> null));
    assertThatNullPointerException().isThrownBy(() -> SharedSemaphore.create(1, c -> c.name(null)));
    try (var semaphore = SharedSemaphore.create(1)) {
      assertThatNullPointerException().isThrownBy(() -> semaphore.tryAcquire(null));
      assertThatNullPointerException().isThrownBy(() -> semaphore.tryAcquire(1, (Duration) null));
      assertThatNullPointerException().isThrownBy(() -> semaphore.tryAcquire(1, (TimeUnit) null));
    }
  }

  @Test
  void shouldRefuseEverythingOnceClosed() {
    var semaphore = SharedSemaphore.create(2);
    semaphore.close();
    semaphore.close();
    assertThat(semaphore).hasToString("SharedSemaphore[closed]");
    List<ThrowingCallable> calls =
        List.of(
            semaphore::acquire,
            () -> semaphore.acquire(2),
            semaphore::acquireUninterruptibly,
            semaphore::tryAcquire,
            () -> semaphore.tryAcquire(2),
            () -> semaphore.tryAcquire(Duration.ZERO),
            () -> semaphore.tryAcquire(2, Duration.ZERO),
            () -> semaphore.tryAcquire(1, TimeUnit.SECONDS),
            semaphore::hold,
            semaphore::release,
            () -> semaphore.release(2),
            semaphore::availablePermits,
            semaphore::heldPermits,
            semaphore::waiters);
    for (var call : calls) {
      assertThatThrownBy(call)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith("closed in this process: SharedSemaphore=");
    }
  }

  @Test
  void shouldKeepTakenWhatAProcessHoldsThatHasClosedIt() throws Exception {
    Signals signals = Signals.in(directory);
    try (var semaphore = SharedSemaphore.create(1);
        var crew = new Crew()) {
      crew.child(
          () -> {
            semaphore.acquire();
            semaphore.close();
            signals.raise("closed");
            signals.await("end");
          });
      signals.expect("closed");
      assertThat(semaphore.tryAcquire(Duration.ofMillis(100))).isFalse();
      signals.raise("end");
      crew.join();
      assertThat(semaphore.tryAcquire(Crew.DEAD_WAIT)).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldEndTheWaitOfOthersWhenClosed(boolean virtual) throws Exception {
    var semaphore = SharedSemaphore.create(0);
    var waiting = Crew.thread(() -> semaphore.tryAcquire(PoolTesting.DEADLINE), virtual);
    Crew.await("it waits", () -> semaphore.waiters() == 1);
    semaphore.close();
    assertThat(PoolTesting.failureOf(waiting)).isInstanceOf(IllegalStateException.class);
  }
}
