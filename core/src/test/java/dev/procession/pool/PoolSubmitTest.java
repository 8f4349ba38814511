package dev.procession.pool;

import static dev.procession.pool.PoolTesting.failureOf;
import static dev.procession.pool.PoolTesting.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.procession.Action;
import dev.procession.NotSendableException;
import dev.procession.RemoteTaskException;
import dev.procession.Task;
import dev.procession.testing.Conformance;
import dev.procession.testing.LeakCheckPerClass;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Single tasks: {@code apply}, {@code submit}, and the {@code ExecutorService} forms. */
@ExtendWith(LeakCheckPerClass.class)
class PoolSubmitTest {
  private static ProcessPool pool;

  @TempDir Path directory;

  @BeforeAll
  static void open() {
    pool = PoolTesting.openUp(c -> c.workers(2));
  }

  @AfterAll
  static void close() {
    pool.close();
  }

  private Signals signals() {
    return Signals.in(directory);
  }

  // ---- apply ------------------------------------------------------------------------------------

  @Test
  @Conformance("_TestPool.test_apply")
  void shouldApplyAFunctionToAnArgument() {
    assertThat(pool.<Integer, Integer>apply(PoolMapTest::square, 5)).isEqualTo(25);
  }

  @Test
  @Conformance("_TestPool.test_apply")
  void shouldApplyATaskInAnotherProcess() {
    assertThat(pool.apply(PoolTesting::pid))
        .isIn(pool.workerPids())
        .isNotEqualTo(PoolTesting.pid());
  }

  @Test
  void shouldPassNullBothWays() {
    assertThat(pool.<String, String>apply(s -> s, null)).isNull();
  }

  @Test
  void shouldThrowUncheckedExceptionsAsTheyAre() {
    assertThatThrownBy(
            () ->
                pool.apply(
                    () -> {
                      throw new IllegalStateException("as it is");
                    }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("as it is");
  }

  @Test
  void shouldWrapCheckedExceptionsOfBlockingCalls() {
    assertThatThrownBy(
            () ->
                pool.apply(
                    () -> {
                      throw new IOException("checked");
                    }))
        .isInstanceOfSatisfying(
            RemoteTaskException.class,
            e -> {
              assertThat(e.remoteType()).isEqualTo("java.io.IOException");
              assertThat(e.remoteMessage()).isEqualTo("checked");
            })
        .hasCauseInstanceOf(IOException.class);
  }

  @Test
  void shouldCancelTheTaskWhenTheCallerOfApplyIsInterrupted() throws Exception {
    var signals = signals();
    var seen = new AtomicReference<Throwable>();
    var interrupted = new AtomicReference<Boolean>();
    Thread caller =
        Thread.ofVirtual()
            .start(
                () -> {
                  seen.set(
                      catchThrowable(
                          () ->
                              pool.apply(
                                  () -> {
                                    signals.raise("begun");
                                    try {
                                      signals.await("never");
                                    } catch (InterruptedException e) {
                                      signals.raise("interrupted");
                                    }
                                    return 0;
                                  })));
                  interrupted.set(Thread.currentThread().isInterrupted());
                });
    signals.expect("begun");
    caller.interrupt();
    assertThat(caller.join(PoolTesting.DEADLINE)).isTrue();
    assertThat(seen.get()).isInstanceOf(CancellationException.class);
    assertThat(interrupted.get()).isTrue();
    signals.expect("interrupted");
  }

  // ---- submit -----------------------------------------------------------------------------------

  @Test
  @Conformance("_TestPool.test_async")
  void shouldGiveTheResultAfterAboutTheTasksTime() throws Exception {
    long start = System.nanoTime();
    Future<Integer> future =
        pool.submit(
            () -> {
              Thread.sleep(300);
              return 49;
            });
    assertThat(future.isDone()).isFalse();
    assertThat(get(future)).isEqualTo(49);
    assertThat(System.nanoTime() - start)
        .isBetween(TimeUnit.MILLISECONDS.toNanos(300), TimeUnit.SECONDS.toNanos(30));
  }

  @Test
  @Conformance("_TestPool.test_async_timeout")
  void shouldTimeOutATimedGetAndLetTheTaskGoOn() throws Exception {
    var signals = signals();
    Future<String> future =
        pool.submit(
            () -> {
              signals.await("go");
              return "done";
            });
    assertThatThrownBy(() -> future.get(50, TimeUnit.MILLISECONDS))
        .isInstanceOf(TimeoutException.class);
    signals.raise("go");
    assertThat(get(future)).isEqualTo("done");
  }

  @Test
  @Conformance("ExecutorTest.test_submit")
  void shouldRunCallablesRunnablesAndRunnablesWithAResult() throws Exception {
    ExecutorService executor = pool;
    assertThat(get(executor.submit((Task<Integer>) () -> 5))).isEqualTo(5);
    assertThat(get(executor.submit((Action) () -> {}))).isNull();
    assertThat(get(executor.submit((Action) () -> {}, "result"))).isEqualTo("result");
  }

  @Test
  void shouldKeepTheResultOfARunnableInThisProcess() throws Exception {
    var notSendable = new Object();
    assertThat(get(pool.submit((Action) () -> {}, notSendable))).isSameAs(notSendable);
  }

  @Test
  void shouldRefuseATaskThatIsNotSerializable() {
    Callable<Integer> task = () -> 5;
    assertThatThrownBy(() -> pool.submit(task)).isInstanceOf(NotSendableException.class);
  }

  @Test
  void shouldExecuteActions() {
    var signals = signals();
    pool.execute(() -> signals.raise("executed"));
    signals.expect("executed");
  }

  @Test
  void shouldReportTheStateOfAFuture() throws Exception {
    var failing =
        pool.submit(
            () -> {
              throw new IllegalStateException();
            });
    failureOf(failing);
    assertThat(failing.state()).isEqualTo(Future.State.FAILED);
    assertThat(failing.exceptionNow()).isInstanceOf(IllegalStateException.class);
    var working = pool.submit(() -> 1);
    get(working);
    assertThat(working.state()).isEqualTo(Future.State.SUCCESS);
    assertThat(working.resultNow()).isEqualTo(1);
  }

  @Test
  void shouldLeaveTheTaskAloneWhenAWaiterIsInterrupted() throws Exception {
    var signals = signals();
    Future<String> future =
        pool.submit(
            () -> {
              signals.await("go");
              return "done";
            });
    var seen = new AtomicReference<Throwable>();
    Thread waiter = Thread.ofVirtual().start(() -> seen.set(catchThrowable(future::get)));
    waiter.interrupt();
    assertThat(waiter.join(PoolTesting.DEADLINE)).isTrue();
    assertThat(seen.get()).isInstanceOf(InterruptedException.class);
    signals.raise("go");
    assertThat(get(future)).isEqualTo("done");
  }

  @Test
  void shouldRunThousandsOfSingleTasks() throws Exception {
    List<Future<Integer>> futures = new ArrayList<>();
    for (int i = 0; i < 5000; i++) {
      int n = i;
      futures.add(pool.submit(() -> n));
    }
    for (int i = 0; i < 5000; i++) {
      assertThat(get(futures.get(i))).isEqualTo(i);
    }
  }

  // ---- invokeAll, invokeAny ---------------------------------------------------------------------

  @Test
  void shouldInvokeAllAndReturnDoneFuturesInOrder() throws Exception {
    List<Task<Integer>> tasks =
        List.of(() -> 1, () -> 1 / (PoolTesting.pid() > 0 ? 0 : 1), () -> 3);
    List<Future<Integer>> futures = pool.invokeAll(tasks);
    assertThat(futures).allMatch(Future::isDone);
    assertThat(futures.get(0).get()).isEqualTo(1);
    assertThat(failureOf(futures.get(1))).isInstanceOf(ArithmeticException.class);
    assertThat(futures.get(2).get()).isEqualTo(3);
  }

  @Test
  void shouldInvokeAllOfNothing() throws Exception {
    assertThat(pool.invokeAll(List.<Task<Integer>>of())).isEmpty();
  }

  @Test
  void shouldCancelWhatInvokeAllCouldNotFinishInTime() throws Exception {
    var signals = signals();
    List<Task<String>> tasks =
        List.of(
            () -> "fast",
            () -> {
              signals.await("never");
              return "slow";
            });
    List<Future<String>> futures = pool.invokeAll(tasks, 1, TimeUnit.SECONDS);
    assertThat(futures).allMatch(Future::isDone);
    assertThat(futures.get(0).get()).isEqualTo("fast");
    assertThat(futures.get(1).isCancelled()).isTrue();
  }

  @Test
  void shouldInvokeAnyAndStopTheOthers() throws Exception {
    var signals = signals();
    List<Task<String>> tasks =
        List.of(
            () -> {
              signals.await("never");
              return "slow";
            },
            () -> "fast");
    assertThat(pool.invokeAny(tasks)).isEqualTo("fast");
    assertThat(get(pool.submit(() -> 1))).isEqualTo(1);
  }

  @Test
  void shouldInvokeAnyThoughSomeFail() throws Exception {
    List<Task<String>> tasks =
        List.of(
            () -> {
              throw new IllegalStateException();
            },
            () -> "works");
    assertThat(pool.invokeAny(tasks)).isEqualTo("works");
  }

  @Test
  void shouldInvokeAnyThoughOneSaysThatItIsCancelled() throws Exception {
    var signals = signals();
    List<Task<String>> tasks =
        List.of(
            () -> {
              signals.raise("thrown");
              throw new CancellationException("of its own");
            },
            () -> {
              signals.expect("thrown");
              return "works";
            });
    assertThat(pool.invokeAny(tasks)).isEqualTo("works");
  }

  @Test
  void shouldThrowAFailureWhenInvokeAnyFindsNoSuccess() {
    List<Task<String>> tasks =
        List.of(
            () -> {
              throw new IllegalStateException("all fail");
            });
    assertThatThrownBy(() -> pool.invokeAny(tasks))
        .isInstanceOf(ExecutionException.class)
        .cause()
        .hasMessage("all fail");
  }

  @Test
  void shouldTimeOutInvokeAny() {
    var signals = signals();
    List<Task<String>> tasks =
        List.of(
            () -> {
              signals.await("never");
              return "slow";
            });
    assertThatThrownBy(() -> pool.invokeAny(tasks, 100, TimeUnit.MILLISECONDS))
        .isInstanceOf(TimeoutException.class);
  }

  @Test
  void shouldRefuseToInvokeAnyOfNothing() {
    assertThatIllegalArgumentException().isThrownBy(() -> pool.invokeAny(List.<Task<Integer>>of()));
  }

  // ---- completable futures ----------------------------------------------------------------------

  @Test
  void shouldChainFutures() throws Exception {
    CompletableFuture<Integer> sum =
        pool.submit(() -> 3).thenCombine(pool.submit(() -> 4), Integer::sum);
    CompletableFuture<Integer> twice = sum.thenCompose(n -> pool.submit(() -> n * 2));
    assertThat(get(twice)).isEqualTo(14);
  }

  @Test
  void shouldWaitForAllAndAnyOfSeveralFutures() throws Exception {
    var a = pool.submit(() -> 1);
    var b = pool.submit(() -> 2);
    get(CompletableFuture.allOf(a, b));
    assertThat(a.resultNow() + b.resultNow()).isEqualTo(3);
    assertThat(get(CompletableFuture.anyOf(pool.submit(() -> 5)))).isEqualTo(5);
  }

  @Test
  void shouldHonourOrTimeout() throws Exception {
    var signals = signals();
    // A pool of its own, whose close waits for the task while its signal can still be seen.
    try (var own = ProcessPool.open(1)) {
      CompletableFuture<String> future =
          own.submit(
              () -> {
                signals.await("go");
                return "done";
              });
      assertThat(failureOf(future.orTimeout(50, TimeUnit.MILLISECONDS)))
          .isInstanceOf(TimeoutException.class);
      signals.raise("go");
      assertThat(get(own.submit(() -> 1))).isEqualTo(1);
    }
  }

  @Test
  void shouldHonourCompletionByOthers() throws Exception {
    var signals = signals();
    try (var own = ProcessPool.open(1)) {
      CompletableFuture<String> future =
          own.submit(
              () -> {
                signals.await("go");
                return "task";
              });
      assertThat(future.complete("by hand")).isTrue();
      assertThat(get(future)).isEqualTo("by hand");
      CompletableFuture<String> other = own.submit(() -> "never seen");
      other.obtrudeValue("by force");
      assertThat(get(other)).isEqualTo("by force");
      signals.raise("go");
    }
  }

  @Test
  void shouldKeepWorkingWhileCallbacksBlock() throws Exception {
    var signals = signals();
    // No task is done before its callback is there, which this thread would run otherwise.
    List<CompletableFuture<?>> blocked = new ArrayList<>();
    for (int worker = 0; worker < 2; worker++) {
      blocked.add(pool.submit(() -> signals.await("callbacks")));
    }
    var gate = new CountDownLatch(1);
    for (int i = 0; i < 50; i++) {
      blocked.add(
          pool.submit(() -> 1)
              .thenAccept(
                  n -> {
                    try {
                      gate.await();
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                    }
                  }));
    }
    signals.raise("callbacks");
    assertThat(pool.map(PoolMapTest::square, PoolMapTest.range(100)))
        .isEqualTo(PoolMapTest.squares(100));
    CompletableFuture<Integer> next = pool.submit(() -> 5).thenApply(n -> n + 1);
    assertThat(get(next)).isEqualTo(6);
    gate.countDown();
    for (var future : blocked) {
      get(future);
    }
  }

  @Test
  void shouldLetCallbacksCallThePool() throws Exception {
    CompletableFuture<Integer> chain =
        pool.submit(() -> 5)
            .thenApply(n -> pool.apply(() -> n + 1))
            .thenApply(n -> pool.map(PoolMapTest::square, List.of(n)).getFirst());
    assertThat(get(chain)).isEqualTo(36);
  }

  @Test
  @Conformance("FutureTests.test_done_callback_raises")
  void shouldGoOnWhenACallbackThrows() throws Exception {
    assertThat(
            failureOf(
                pool.submit(() -> 5)
                    .thenApply(
                        n -> {
                          throw new IllegalStateException("callback " + n);
                        })))
        .hasMessage("callback 5");
    assertThat(get(pool.submit(() -> 1))).isEqualTo(1);
  }

  @Test
  @Conformance("_TestPoolWorkerErrors.test_async_error_callback")
  void shouldCallBackWithTheTasksExceptionAndThrowItFromGet() throws Exception {
    CompletableFuture<Integer> future =
        pool.submit(
            () -> {
              throw new IllegalArgumentException("mine");
            });
    var seen = new AtomicReference<Throwable>();
    get(future.handle((_, error) -> seen.compareAndSet(null, error)));
    assertThat(seen.get()).isInstanceOf(IllegalArgumentException.class).hasMessage("mine");
    assertThat(failureOf(future)).isInstanceOf(IllegalArgumentException.class).hasMessage("mine");
  }

  // ---- null -------------------------------------------------------------------------------------

  @Test
  @Conformance("ExecutorTest.test_submit_keyword")
  void shouldRefuseNull() {
    assertThatNullPointerException().isThrownBy(() -> pool.submit((Task<?>) null));
    assertThatNullPointerException().isThrownBy(() -> pool.submit((Action) null));
    assertThatNullPointerException().isThrownBy(() -> pool.submit((Callable<?>) null));
    assertThatNullPointerException().isThrownBy(() -> pool.submit((Runnable) null));
    assertThatNullPointerException().isThrownBy(() -> pool.submit((Runnable) null, 1));
    assertThatNullPointerException().isThrownBy(() -> pool.submit(() -> 1, null));
    assertThatNullPointerException().isThrownBy(() -> pool.execute((Runnable) null));
    assertThatNullPointerException().isThrownBy(() -> pool.apply((Task<?>) null));
    assertThatNullPointerException().isThrownBy(() -> pool.apply(null, 1));
    assertThatNullPointerException().isThrownBy(() -> pool.invokeAll(null));
    assertThatNullPointerException().isThrownBy(() -> pool.invokeAny(null));
    assertThatNullPointerException()
        .isThrownBy(() -> pool.invokeAll(Arrays.asList((Task<Integer>) () -> 1, null)));
    assertThatNullPointerException().isThrownBy(() -> ProcessPool.open(c -> null));
    assertThatNullPointerException().isThrownBy(() -> ProcessPool.open(null));
  }

  @Test
  void shouldNotTakeAnArgumentThatIsOnItsWayForAFrozenWorker() {
    byte[] large = new byte[64 << 20];
    for (int i = 0; i < 3; i++) {
      int length = pool.apply(bytes -> bytes.length, large);
      assertThat(length).isEqualTo(large.length);
    }
  }

  @Test
  void shouldReplaceAWorkerThatCannotReadWhatItGets() throws Exception {
    try (var own = ProcessPool.open(c -> c.workers(1).context(c.context().maxHeap(48L << 20)))) {
      own.apply(
          () -> {
            // Not a daemon: it would keep the process alive.
            Thread.ofPlatform().start(() -> PoolSubmitTest.idleFor(Duration.ofHours(1)));
            return 1;
          });
      // A string is a part of the message; an array would not be, and cost its item alone.
      String large = "x".repeat(100 << 20);
      assertThat(failureOf(own.submit(() -> large.length())))
          .isInstanceOf(WorkerDiedException.class);
      int next = own.apply(() -> 2);
      assertThat(next).isEqualTo(2);
    }
  }

  private static void idleFor(Duration time) {
    try {
      TimeUnit.NANOSECONDS.sleep(time.toNanos());
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
