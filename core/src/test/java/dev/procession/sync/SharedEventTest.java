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
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A flag that processes wait for. */
@ExtendWith(LeakCheckPerClass.class)
@Timeout(300)
@Tag(Crew.PORTABLE_LATER)
class SharedEventTest {
  @TempDir private Path directory;

  @Test
  @Conformance("_TestEvent.test_event")
  void shouldHoldUpWhoComesWhileItIsNotSet() throws Exception {
    Signals signals = Signals.in(directory);
    try (var event = SharedEvent.create();
        var crew = new Crew()) {
      assertThat(event.isSet()).isFalse();
      assertThat(event.await(Duration.ZERO)).isFalse();
      long begin = System.nanoTime();
      assertThat(event.await(Duration.ofMillis(60))).isFalse();
      assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(60_000_000);
      event.set();
      assertThat(event.isSet()).isTrue();
      assertThat(event.await(Duration.ZERO)).isTrue();
      assertThat(event.await(Duration.ofSeconds(Long.MIN_VALUE))).isTrue();
      event.await();
      event.set();
      event.clear();
      assertThat(event.isSet()).isFalse();
      event.clear();
      assertThat(event.await(Duration.ofSeconds(-1))).isFalse();
      crew.child(
          () -> {
            signals.await("waiting");
            event.set();
          });
      var waiting = Crew.thread(() -> event.await(PoolTesting.DEADLINE));
      Crew.await("it waits", () -> event.waiters() == 1);
      signals.raise("waiting");
      event.await();
      assertThat(PoolTesting.get(waiting)).isTrue();
      crew.join();
    }
  }

  @Test
  @Conformance("_TestEvent.test_repr")
  void shouldShowWhetherItIsSet() {
    try (var event = SharedEvent.create("go");
        var nameless = SharedEvent.create()) {
      assertThat(event).hasToString("SharedEvent[go: unset]");
      event.set();
      assertThat(event).hasToString("SharedEvent[go: set]");
      assertThat(nameless).hasToString("SharedEvent[unset]");
    }
  }

  @Test
  void shouldWakeAllWhoWaitInAllProcessesEvenIfItIsClearedAtOnce() throws Exception {
    Cells cells = Cells.in(directory);
    int rounds = 10;
    try (var event = SharedEvent.create();
        var crew = new Crew()) {
      crew.children(
          2,
          () -> {
            var other = Crew.virtual(() -> awaitOften(event, cells, rounds));
            awaitOften(event, cells, rounds);
            PoolTesting.get(other);
          });
      var own = Crew.thread(() -> awaitOften(event, cells, rounds));
      for (int round = 1; round <= rounds; round++) {
        Crew.await("all wait", () -> event.waiters() == 5);
        event.set();
        event.clear();
        cells.set(1, round);
        long woken = 5L * round;
        Crew.await("all were woken", () -> cells.get(0) == woken);
      }
      assertThat(PoolTesting.get(own)).isTrue();
      crew.join();
      assertThat(event.waiters()).isZero();
    }
  }

  private static boolean awaitOften(SharedEvent event, Cells cells, int times) throws Exception {
    for (int i = 0; i < times; i++) {
      assertThat(event.await(PoolTesting.DEADLINE)).isTrue();
      cells.add(0, 1);
      // Not to come again while it is set still.
      while (cells.get(1) <= i) {
        Thread.yield();
      }
    }
    return true;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldEndAWaitByTimeAndInterrupt(boolean virtual) throws Exception {
    try (var event = SharedEvent.create()) {
      assertThat(PoolTesting.get(Crew.thread(() -> event.await(Duration.ofMillis(20)), virtual)))
          .isFalse();
      Crew.expectEndByInterrupt(virtual, event::await, event::waiters);
      Crew.expectEndByInterrupt(virtual, () -> event.await(PoolTesting.DEADLINE), event::waiters);
      event.set();
      var early =
          Crew.thread(
              () -> {
                Thread.currentThread().interrupt();
                return event.await(Duration.ZERO);
              },
              virtual);
      assertThat(PoolTesting.failureOf(early)).isInstanceOf(InterruptedException.class);
      event.clear();
      var longest = Crew.thread(() -> event.await(Duration.ofSeconds(Long.MAX_VALUE)), virtual);
      var longer = Crew.thread(() -> event.await(Duration.ofNanos(Long.MAX_VALUE - 1)), virtual);
      Crew.await("they wait", () -> event.waiters() == 2);
      event.set();
      assertThat(PoolTesting.get(longest)).isTrue();
      assertThat(PoolTesting.get(longer)).isTrue();
    }
  }

  @Test
  void shouldNotMindTheDeathOfAWaiterOrOfWhoSetIt() throws Exception {
    Signals signals = Signals.in(directory);
    try (var event = SharedEvent.create();
        var crew = new Crew()) {
      ChildProcess waiter = crew.child(event::await);
      var other = Crew.thread(() -> event.await(PoolTesting.DEADLINE));
      Crew.await("both wait", () -> event.waiters() == 2);
      crew.kill(waiter);
      Crew.await("the other still waits", () -> event.waiters() == 1);
      ChildProcess setter =
          crew.child(
              () -> {
                event.set();
                signals.raise("set");
                signals.await("never");
              });
      signals.expect("set");
      crew.kill(setter);
      assertThat(PoolTesting.get(other)).isTrue();
      assertThat(event.isSet()).isTrue();
    }
  }

  @Test
  void shouldRefuseNullsAndEverythingOnceClosed() {
    assertThatNullPointerException().isThrownBy(() -> SharedEvent.create(null));
    var event = SharedEvent.create();
    assertThatNullPointerException().isThrownBy(() -> event.await(null));
    event.close();
    event.close();
    assertThat(event).hasToString("SharedEvent[closed]");
    List<ThrowingCallable> calls =
        List.of(
            event::isSet,
            event::set,
            event::clear,
            event::await,
            () -> event.await(Duration.ZERO),
            event::waiters);
    for (var call : calls) {
      assertThatThrownBy(call)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith("closed in this process: SharedEvent=");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldEndTheWaitOfOthersWhenClosed(boolean virtual) throws Exception {
    var event = SharedEvent.create();
    var waiting = Crew.thread(() -> event.await(PoolTesting.DEADLINE), virtual);
    Crew.await("it waits", () -> event.waiters() == 1);
    event.close();
    assertThat(PoolTesting.failureOf(waiting)).isInstanceOf(IllegalStateException.class);
  }
}
