package dev.procession.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.procession.ChildProcess;
import dev.procession.Context;
import dev.procession.Processes;
import dev.procession.StartMethod;
import dev.procession.pool.PoolTesting;
import dev.procession.pool.Signals;
import dev.procession.testing.Conformance;
import dev.procession.testing.LeakCheckPerClass;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A child as its parent sees it from the first to the last moment, however it is started. */
@ExtendWith(LeakCheckPerClass.class)
class LifeContractTest {
  private static final Duration HUGE = Duration.ofSeconds(Long.MAX_VALUE);

  @TempDir private Path directory;

  /** Runs until the test says so. */
  private ChildProcess patient(StartMethod method) {
    var signals = Signals.in(directory);
    return Children.of(method, () -> signals.await("end")).name("eva");
  }

  private void endIt() throws Exception {
    Signals.in(directory).raise("end");
  }

  @ParameterizedTest
  @EnumSource
  @Conformance({"_TestProcess.test_process", "_TestProcess.test_active_children"})
  void shouldLiveFromStartToEnd(StartMethod method) throws Exception {
    ChildProcess child = patient(method);
    assertThat(child.isAlive()).isFalse();
    assertThat(child.exitCode()).isEmpty();
    assertThat(Processes.activeChildren()).isEmpty();
    assertThat(child.start()).isSameAs(child);
    assertThat(child.isAlive()).isTrue();
    assertThat(child.exitCode()).isEmpty();
    assertThat(Processes.activeChildren()).containsExactly(child);
    endIt();
    Children.expectCode(child, 0);
    assertThat(child.isAlive()).isFalse();
    assertThat(Processes.activeChildren()).isEmpty();
    child.join();
    Children.expectCode(child, 0);
  }

  @ParameterizedTest
  @EnumSource
  void shouldShowItsStateAsText(StartMethod method) throws Exception {
    ChildProcess child = patient(method);
    assertThat(child).hasToString("ChildProcess[eva, new]");
    child.start();
    assertThat(child).hasToString("ChildProcess[eva, pid=" + child.pid() + ", running]");
    endIt();
    Children.join(child);
    String ended = "ChildProcess[eva, pid=" + child.pid() + ", ended by exit code 0";
    assertThat(child).hasToString(ended + "]");
    child.close();
    assertThat(child).hasToString(ended + ", closed]");
    ChildProcess killed = Children.of(method, LifeContractTest::sleep).daemon(true).start();
    assertThat(killed.toString()).contains(", running, daemon]");
    killed.kill();
    Children.join(killed);
    assertThat(killed.toString()).contains(", ended by SIGKILL (exit code -9), daemon]");
  }

  private static void sleep() throws InterruptedException {
    Thread.sleep(Duration.ofHours(1));
  }

  @ParameterizedTest
  @EnumSource
  @Conformance("_TestProcess.test_terminate")
  void shouldWaitForAsLongAsAsked(StartMethod method) throws Exception {
    ChildProcess child = patient(method).start();
    assertThat(child.join(Duration.ZERO)).isFalse();
    assertThat(child.join(Duration.ofNanos(1))).isFalse();
    assertThat(child.join(Duration.ofSeconds(-1))).isFalse();
    assertThat(child.join(HUGE.negated())).isFalse();
    assertThat(child.join(Duration.ofMillis(20))).isFalse();
    assertThatNullPointerException().isThrownBy(() -> child.join(null));
    endIt();
    assertThat(child.join(HUGE)).isTrue();
    assertThat(child.join(Duration.ZERO)).isTrue();
    assertThat(child.join(HUGE.negated())).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void shouldLeaveTheChildAloneWhenAJoinIsInterrupted(StartMethod method) throws Exception {
    ChildProcess child = patient(method).start();
    for (ThrowingCallable join : List.<ThrowingCallable>of(child::join, () -> child.join(HUGE))) {
      Thread.currentThread().interrupt();
      assertThat(org.assertj.core.api.Assertions.catchThrowable(join))
          .isInstanceOf(InterruptedException.class);
      assertThat(Thread.interrupted()).isFalse();
    }
    assertThat(child.isAlive()).isTrue();
    endIt();
    Children.expectCode(child, 0);
  }

  @ParameterizedTest
  @EnumSource
  void shouldServeManyThreadsThatWait(StartMethod method) throws Exception {
    ChildProcess child = patient(method).start();
    var ready = new CountDownLatch(8);
    try (var threads = Executors.newFixedThreadPool(8)) {
      List<Future<Integer>> codes = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        codes.add(
            threads.submit(
                () -> {
                  ready.countDown();
                  child.join();
                  return child.exitCode().orElseThrow();
                }));
      }
      ready.await();
      endIt();
      for (Future<Integer> code : codes) {
        assertThat(PoolTesting.get(code)).isZero();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  @Conformance("_TestProcess.test_sentinel")
  void shouldTellItsEndAsAFuture(StartMethod method) throws Exception {
    ChildProcess child = patient(method);
    assertThatIllegalStateException().isThrownBy(child::onExit).withMessageContaining("start()");
    child.start();
    var cancelled = child.onExit();
    var completed = child.onExit();
    var end = child.onExit();
    assertThat(cancelled.cancel(true)).isTrue();
    assertThat(completed.complete(child)).isTrue();
    assertThat(end).isNotDone();
    assertThat(child.isAlive()).isTrue();
    endIt();
    assertThat(PoolTesting.get(end)).isSameAs(child);
    assertThat(child.isAlive()).isFalse();
    assertThat(child.exitCode()).hasValue(0);
    assertThat(child.onExit()).isCompletedWithValue(child);
  }

  @ParameterizedTest
  @EnumSource
  @Conformance("_TestProcess.test_close")
  void shouldBeUselessOnceClosed(StartMethod method) throws Exception {
    ChildProcess child = patient(method).start();
    assertThatIllegalStateException().isThrownBy(child::close).withMessageContaining("still runs");
    assertThat(child.isAlive()).isTrue();
    endIt();
    Children.join(child);
    child.close();
    child.close();
    for (ThrowingCallable use : uses(child)) {
      assertThatIllegalStateException().isThrownBy(use).withMessageContaining("closed");
    }
    assertThat(child.name()).isEqualTo("eva");
    ChildProcess neverStarted = patient(method);
    neverStarted.close();
    assertThatIllegalStateException()
        .isThrownBy(neverStarted::start)
        .withMessageContaining("closed");
    assertThat(neverStarted).hasToString("ChildProcess[eva, new, closed]");
  }

  private static List<ThrowingCallable> uses(ChildProcess child) {
    return List.of(
        child::start,
        child::join,
        () -> child.join(Duration.ZERO),
        child::isAlive,
        child::exitCode,
        child::pid,
        child::onExit,
        child::interrupt,
        child::terminate,
        child::kill,
        () -> child.stop(Duration.ZERO),
        () -> child.name("x"));
  }

  @ParameterizedTest
  @EnumSource
  void shouldStartOnceOnly(StartMethod method) throws Exception {
    ChildProcess child = patient(method).start();
    assertThatIllegalStateException()
        .isThrownBy(child::start)
        .withMessageContaining("only once")
        .withMessageContaining("eva");
    for (ThrowingCallable change :
        List.<ThrowingCallable>of(
            () -> child.name("x"),
            () -> child.daemon(true),
            () -> child.context(Context.standard()),
            () -> child.startMethod(method),
            () -> child.argument("x", 1),
            () -> child.arguments(List.of(1)))) {
      assertThatIllegalStateException().isThrownBy(change).withMessageContaining("too late");
    }
    endIt();
    Children.expectCode(child, 0);
    assertThatIllegalStateException().isThrownBy(child::start).withMessageContaining("only once");
  }

  @ParameterizedTest
  @EnumSource
  void shouldRefuseWhatNeedsAStartBeforeIt(StartMethod method) {
    ChildProcess child = patient(method);
    for (ThrowingCallable use :
        List.<ThrowingCallable>of(
            child::join,
            () -> child.join(Duration.ofSeconds(1)),
            child::pid,
            child::onExit,
            child::interrupt,
            child::terminate,
            child::kill,
            () -> child.stop(Duration.ofSeconds(1)),
            () -> child.stopTree(Duration.ZERO))) {
      assertThatIllegalStateException()
          .isThrownBy(use)
          .withMessageContaining("has not been started")
          .withMessageContaining("eva");
    }
  }
}
