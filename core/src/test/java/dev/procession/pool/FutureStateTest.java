package dev.procession.pool;

import static dev.procession.pool.PoolTesting.failureOf;
import static dev.procession.pool.PoolTesting.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.procession.testing.Conformance;
import dev.procession.testing.LeakCheckPerClass;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future.State;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What a future says in each state that a task can be in. */
@ExtendWith(LeakCheckPerClass.class)
class FutureStateTest {
  private static ProcessPool pool;

  @TempDir private static Path folder;

  private Signals signals;

  /** One in each state, while the only worker is at the running one. */
  private CompletableFuture<Integer> running;

  private CompletableFuture<Integer> waiting;
  private CompletableFuture<Integer> cancelled;
  private CompletableFuture<Integer> failed;
  private CompletableFuture<Integer> successful;

  @BeforeAll
  static void open() {
    pool = PoolTesting.openUp(c -> c.workers(1));
  }

  @AfterAll
  static void close() {
    pool.close();
  }

  @BeforeEach
  void makeOneOfEachKind() throws Exception {
    signals = Signals.in(Files.createTempDirectory(folder, "test"));
    var own = signals;
    successful = pool.submit(() -> 42);
    failed =
        pool.submit(
            () -> {
              throw new IllegalStateException("failed");
            });
    get(successful);
    failureOf(failed);
    running =
        pool.submit(
            () -> {
              own.raise("begun");
              own.await("go");
              return 1;
            });
    own.expect("begun");
    waiting = pool.submit(() -> 2);
    cancelled = pool.submit(() -> 3);
    cancelled.cancel(false);
  }

  @AfterEach
  void letAllOfThemEnd() throws Exception {
    signals.raise("go");
    assertThat(get(pool.submit(() -> 5))).isEqualTo(5);
  }

  private List<CompletableFuture<Integer>> all() {
    return List.of(waiting, running, cancelled, failed, successful);
  }

  private <T> List<T> each(Function<CompletableFuture<Integer>, T> question) {
    return all().stream().map(question).toList();
  }

  // ---- states -----------------------------------------------------------------------------------

  @Test
  @Conformance({
    "FutureTests.test_cancelled",
    "FutureTests.test_done",
    "FutureTests.test_running",
    "FutureTests.test_repr"
  })
  void shouldTellInWhichStateItIs() {
    assertThat(each(CompletableFuture::isCancelled))
        .containsExactly(false, false, true, false, false);
    assertThat(each(CompletableFuture::isDone)).containsExactly(false, false, true, true, true);
    assertThat(each(pool::isRunning)).containsExactly(false, true, false, false, false);
    assertThat(each(CompletableFuture::state))
        .containsExactly(
            State.RUNNING, State.RUNNING, State.CANCELLED, State.FAILED, State.SUCCESS);
    assertThat(each(CompletableFuture::toString))
        .containsExactly(
            "task[not done]",
            "task[not done]",
            "task[cancelled]",
            "task[failed with java.lang.IllegalStateException]",
            "task[returned java.lang.Integer]");
  }

  @Test
  void shouldTellWhetherItemsOfAMapRun() throws Exception {
    var own = signals;
    CompletableFuture<List<Integer>> map =
        pool.mapAsync(
            n -> {
              own.raise("map-begun");
              own.await("map-go");
              return n;
            },
            List.of(1, 2, 3));
    assertThat(pool.isRunning(map)).isFalse();
    own.raise("go");
    own.expect("map-begun");
    assertThat(pool.isRunning(map)).isTrue();
    own.raise("map-go");
    assertThat(get(map)).containsExactly(1, 2, 3);
    assertThat(pool.isRunning(map)).isFalse();
  }

  @Test
  void shouldRefuseToTellOfOtherFutures() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> pool.isRunning(new CompletableFuture<>()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> pool.isRunning(running.thenApply(n -> n)))
        .withMessageContaining("derived");
    assertThatThrownBy(() -> pool.isRunning(null)).isInstanceOf(NullPointerException.class);
  }

  @Test
  @Conformance("FutureTests.test_cancel")
  void shouldCancelWhatIsNotDoneOnly() {
    assertThat(each(future -> future.cancel(true))).containsExactly(true, true, true, false, false);
    assertThat(each(CompletableFuture::isCancelled))
        .containsExactly(true, true, true, false, false);
    assertThat(successful.resultNow()).isEqualTo(42);
  }

  // ---- results ----------------------------------------------------------------------------------

  @Test
  @Conformance({"FutureTests.test_result_with_timeout", "FutureTests.test_exception_with_timeout"})
  void shouldGiveWhatThereIsWithinATime() throws Exception {
    assertThat(each(future -> catchThrowable(() -> future.get(0, TimeUnit.SECONDS))))
        .satisfiesExactly(
            error -> assertThat(error).isInstanceOf(TimeoutException.class),
            error -> assertThat(error).isInstanceOf(TimeoutException.class),
            error -> assertThat(error).isInstanceOf(CancellationException.class),
            error ->
                assertThat(error)
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(IllegalStateException.class),
            error -> assertThat(error).isNull());
    assertThat(successful.get(0, TimeUnit.SECONDS)).isEqualTo(42);
    assertThat(failed.exceptionNow()).isInstanceOf(IllegalStateException.class);
    for (var future : List.of(waiting, running, cancelled, successful)) {
      assertThatIllegalStateException().isThrownBy(future::exceptionNow);
    }
  }

  @Test
  @Conformance("FutureTests.test_result_with_success")
  void shouldGiveAWaitingThreadTheValue() throws Exception {
    CompletableFuture<Object> got = waitFor(running);
    signals.raise("go");
    assertThat(get(got)).isEqualTo(1);
  }

  @Test
  @Conformance("FutureTests.test_result_with_cancel")
  void shouldTellAWaitingThreadOfTheCancellation() throws Exception {
    CompletableFuture<Object> got = waitFor(waiting);
    assertThat(waiting.cancel(false)).isTrue();
    assertThat(get(got)).isInstanceOf(CancellationException.class);
  }

  @Test
  @Conformance("FutureTests.test_exception_with_success")
  void shouldTellAWaitingThreadOfTheFailure() throws Exception {
    var own = signals;
    CompletableFuture<Integer> doomed =
        pool.submit(
            () -> {
              throw new IllegalStateException("later");
            });
    CompletableFuture<Object> got = waitFor(doomed);
    own.raise("go");
    assertThat(get(got)).isInstanceOf(ExecutionException.class);
    assertThat(doomed.exceptionNow()).hasMessage("later");
  }

  /** What a thread that waits for a future gets or catches. */
  private static CompletableFuture<Object> waitFor(CompletableFuture<?> future) {
    var got = new CompletableFuture<Object>();
    Thread waiter =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    got.complete(future.get());
                  } catch (Exception e) {
                    got.complete(e);
                  }
                });
    PoolTesting.await("it waits", () -> waiter.getState() == Thread.State.WAITING || got.isDone());
    assertThat(got).isNotDone();
    return got;
  }

  @Test
  @Conformance({"FutureTests.test_multiple_set_result", "FutureTests.test_multiple_set_exception"})
  void shouldBeCompletedOnce() {
    assertThat(successful.complete(7)).isFalse();
    assertThat(successful.completeExceptionally(new IllegalStateException())).isFalse();
    assertThat(failed.completeExceptionally(new IllegalArgumentException())).isFalse();
    assertThat(failed.complete(7)).isFalse();
    assertThat(waiting.complete(7)).isTrue();
    assertThat(waiting.complete(8)).isFalse();
    assertThat(successful.resultNow()).isEqualTo(42);
    assertThat(failed.exceptionNow()).hasMessage("failed");
    assertThat(waiting.resultNow()).isEqualTo(7);
  }

  @Test
  @Conformance("FutureTests.test_get_snapshot")
  void shouldShowStateAndResultThatFitTogetherToManyThreads() throws Exception {
    var wrong = new AtomicReference<String>();
    for (int round = 0; round < 50; round++) {
      int n = round;
      if (round == 1) {
        signals.raise("go");
      }
      CompletableFuture<Integer> future =
          round == 0 ? running : pool.submit(() -> 100 / (n % 2 == 0 ? 0 : n));
      List<Thread> watchers = new ArrayList<>();
      for (int i = 0; i < 2 && round > 0; i++) {
        watchers.add(Thread.ofPlatform().start(() -> watch(future, n, wrong)));
      }
      for (Thread watcher : watchers) {
        assertThat(watcher.join(PoolTesting.DEADLINE)).isTrue();
      }
    }
    assertThat(wrong).hasValue(null);
  }

  private static void watch(CompletableFuture<Integer> future, int n, AtomicReference<String> to) {
    while (!future.isDone()) {
      Thread.onSpinWait();
    }
    boolean right =
        switch (future.state()) {
          case SUCCESS -> n % 2 != 0 && future.resultNow() == 100 / n;
          case FAILED -> n % 2 == 0 && future.exceptionNow() instanceof ArithmeticException;
          case RUNNING, CANCELLED -> false;
        };
    if (!right) {
      to.set("round " + n + ": " + future);
    }
  }

  // ---- callbacks --------------------------------------------------------------------------------

  private static <T> CompletableFuture<String> callback(CompletableFuture<T> future) {
    return future.handle((value, error) -> error == null ? "got " + value : "got " + error);
  }

  @Test
  @Conformance({
    "FutureTests.test_done_callback_with_result",
    "FutureTests.test_done_callback_with_exception",
    "FutureTests.test_done_callback_with_cancel"
  })
  void shouldCallBackWithWhatHasHappened() throws Exception {
    CompletableFuture<Integer> doomed = pool.submit(() -> 1 / (PoolTesting.pid() > 0 ? 0 : 1));
    var withResult = callback(running);
    var withError = callback(doomed);
    var withCancel = callback(waiting);
    assertThat(List.of(withResult, withError, withCancel)).noneMatch(CompletableFuture::isDone);
    waiting.cancel(true);
    signals.raise("go");
    assertThat(get(withResult)).isEqualTo("got 1");
    assertThat(get(withError)).contains("got java.lang.ArithmeticException");
    assertThat(get(withCancel)).contains("got java.util.concurrent.CancellationException");
  }

  @Test
  @Conformance({
    "FutureTests.test_done_callback_already_successful",
    "FutureTests.test_done_callback_already_failed",
    "FutureTests.test_done_callback_already_cancelled"
  })
  void shouldCallBackAtOnceIfItIsDone() {
    assertThat(callback(successful).resultNow()).isEqualTo("got 42");
    assertThat(callback(failed).resultNow()).contains("failed");
    assertThat(callback(cancelled).resultNow()).contains("CancellationException");
  }

  @Test
  @Conformance({
    "FutureTests.test_done_callback_raises",
    "FutureTests.test_done_callback_raises_already_succeeded"
  })
  void shouldCallTheOthersThoughACallbackThrows() throws Exception {
    for (var future : List.of(running, successful)) {
      var called = new CountDownLatch(2);
      Runnable count = called::countDown;
      CompletableFuture<Void> before = future.thenRun(count);
      CompletableFuture<Void> throwing =
          future.thenRun(
              () -> {
                throw new IllegalStateException("callback");
              });
      CompletableFuture<Void> after = future.thenRun(count);
      signals.raise("go");
      get(before);
      get(after);
      // Nothing is logged: the dependent future is who tells.
      assertThat(failureOf(throwing)).hasMessage("callback");
      assertThat(called.getCount()).isZero();
      assertThat(get(future)).isPositive();
    }
  }
}
