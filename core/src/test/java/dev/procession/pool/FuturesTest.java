package dev.procession.pool;

import static dev.procession.pool.Futures.Until.ALL_COMPLETED;
import static dev.procession.pool.Futures.Until.FIRST_COMPLETED;
import static dev.procession.pool.Futures.Until.FIRST_EXCEPTION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.procession.testing.Conformance;
import dev.procession.testing.LeakCheckPerClass;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Waiting for several futures: until one is done, one has failed, or all are. */
@ExtendWith(LeakCheckPerClass.class)
class FuturesTest {
  private static final Duration SHORT = Duration.ofMillis(50);

  private final CompletableFuture<Integer> pending = new CompletableFuture<>();
  private final CompletableFuture<Integer> other = new CompletableFuture<>();
  private final CompletableFuture<Integer> successful = CompletableFuture.completedFuture(42);
  private final CompletableFuture<Integer> failed =
      CompletableFuture.failedFuture(new IllegalStateException("failed"));
  private final CompletableFuture<Integer> cancelled = new CompletableFuture<>();

  FuturesTest() {
    cancelled.cancel(false);
  }

  /** Does something once a thread waits; gives what that thread has got. */
  private static <T> T whileWaiting(
      java.util.concurrent.Callable<T> wait, CompletableFuture<?> watched, Runnable then)
      throws Exception {
    var result = new CompletableFuture<T>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                result.complete(wait.call());
              } catch (Exception e) {
                result.completeExceptionally(e);
              }
            });
    PoolTesting.await("somebody waits", () -> watched.getNumberOfDependents() > 0);
    assertThat(result).isNotDone();
    then.run();
    return PoolTesting.get(result);
  }

  // ---- await ------------------------------------------------------------------------------------

  @Test
  @Conformance("WaitTests.test_20369")
  void shouldCountAFutureThatIsThereTwiceOnce() throws Exception {
    var split = Futures.await(List.of(successful, successful, successful), ALL_COMPLETED);
    assertThat(split.done()).containsExactly(successful);
    assertThat(split.notDone()).isEmpty();
  }

  @Test
  @Conformance("WaitTests.test_first_completed")
  void shouldReturnWhenTheFirstIsDone() throws Exception {
    var split =
        whileWaiting(
            () -> Futures.await(List.of(pending, other), FIRST_COMPLETED),
            other,
            () -> pending.complete(1));
    assertThat(split.done()).containsExactly(pending);
    assertThat(split.notDone()).containsExactly(other);
  }

  @Test
  @Conformance("WaitTests.test_first_completed_some_already_completed")
  void shouldReturnAtOnceIfOneIsDoneAlready() throws Exception {
    var split = Futures.await(List.of(pending, successful), FIRST_COMPLETED);
    assertThat(split.done()).containsExactly(successful);
    assertThat(split.notDone()).containsExactly(pending);
    assertThat(Futures.await(List.of(pending, cancelled), FIRST_COMPLETED).done())
        .containsExactly(cancelled);
  }

  @Test
  @Conformance("WaitTests.test_first_exception")
  void shouldReturnAtTheFirstFailureAndNotBefore() throws Exception {
    var last = new CompletableFuture<Integer>();
    var split =
        whileWaiting(
            () -> Futures.await(List.of(pending, other, last), FIRST_EXCEPTION),
            last,
            () -> {
              pending.complete(1);
              assertThat(other.completeExceptionally(new IllegalStateException())).isTrue();
            });
    assertThat(split.done()).containsExactly(pending, other);
    assertThat(split.notDone()).containsExactly(last);
  }

  @Test
  @Conformance("WaitTests.test_first_exception_some_already_complete")
  void shouldTakeACancelledFutureForNoFailure() throws Exception {
    var all = List.of(successful, cancelled, pending, other);
    var split =
        whileWaiting(
            () -> Futures.await(all, FIRST_EXCEPTION),
            other,
            () -> pending.completeExceptionally(new IllegalStateException()));
    assertThat(split.done()).containsExactly(successful, cancelled, pending);
    assertThat(split.notDone()).containsExactly(other);
  }

  @Test
  @Conformance("WaitTests.test_first_exception_one_already_failed")
  void shouldReturnAtOnceIfOneHasFailedAlready() throws Exception {
    var split = Futures.await(List.of(pending, failed), FIRST_EXCEPTION);
    assertThat(split.done()).containsExactly(failed);
    assertThat(split.notDone()).containsExactly(pending);
  }

  @Test
  void shouldReturnWhenAllAreDoneThoughNoneHasFailed() throws Exception {
    assertThat(Futures.await(List.of(successful, cancelled), FIRST_EXCEPTION).notDone()).isEmpty();
  }

  @Test
  @Conformance("WaitTests.test_all_completed")
  void shouldWaitForAllIncludingTheFailedAndTheCancelled() throws Exception {
    var all = List.of(successful, failed, cancelled, pending, other);
    var split =
        whileWaiting(
            () -> Futures.await(all, ALL_COMPLETED),
            other,
            () -> {
              pending.cancel(false);
              other.complete(2);
            });
    assertThat(split.done()).containsExactlyElementsOf(all);
    assertThat(split.notDone()).isEmpty();
  }

  @Test
  @Conformance("WaitTests.test_timeout")
  void shouldSplitWhatIsDoneFromWhatIsNotWhenTheTimeIsUp() throws Exception {
    long begin = System.nanoTime();
    var split = Futures.await(List.of(pending, failed, successful), ALL_COMPLETED, SHORT);
    assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(SHORT.toNanos());
    assertThat(split.done()).containsExactly(failed, successful);
    assertThat(split.notDone()).containsExactly(pending);
    for (Duration none : List.of(Duration.ZERO, Duration.ofSeconds(Long.MIN_VALUE))) {
      assertThat(Futures.await(List.of(pending), FIRST_COMPLETED, none).notDone()).hasSize(1);
      assertThat(Futures.await(List.of(failed), FIRST_COMPLETED, none).done()).hasSize(1);
    }
  }

  @Test
  void shouldLeaveNothingAttachedToAFutureThatIsLookedAtAgainAndAgain() throws Exception {
    for (int i = 0; i < 100; i++) {
      Futures.await(List.of(pending, other), FIRST_COMPLETED, Duration.ZERO);
      Futures.asCompleted(List.of(pending)).close();
    }
    assertThat(pending.getNumberOfDependents()).isZero();
    assertThat(other.getNumberOfDependents()).isZero();
  }

  @Test
  void shouldThrowWhenInterruptedAndLeaveTheFuturesAlone() {
    Thread.currentThread().interrupt();
    assertThatExceptionOfType(InterruptedException.class)
        .isThrownBy(() -> Futures.await(List.of(pending), ALL_COMPLETED));
    assertThat(pending.isDone()).isFalse();
    assertThat(pending.getNumberOfDependents()).isZero();
    var seen = new AtomicReference<Boolean>();
    Thread.currentThread().interrupt();
    assertThatExceptionOfType(CancellationException.class)
        .isThrownBy(() -> Futures.asCompleted(List.of(pending)).forEach(_ -> seen.set(true)));
    assertThat(Thread.interrupted()).isTrue();
    assertThat(seen.get()).isNull();
  }

  @Test
  void shouldNotWaitForNothing() throws Exception {
    List<CompletableFuture<Integer>> none = List.of();
    for (var until : Futures.Until.values()) {
      assertThat(Futures.await(none, until).done()).isEmpty();
    }
    assertThat(Futures.asCompleted(none)).isEmpty();
  }

  @Test
  void shouldRefuseNull() {
    List<CompletableFuture<Integer>> withNull = Arrays.asList(successful, null);
    assertThatNullPointerException().isThrownBy(() -> Futures.await(null, ALL_COMPLETED));
    assertThatNullPointerException().isThrownBy(() -> Futures.await(List.of(), null));
    assertThatNullPointerException().isThrownBy(() -> Futures.await(withNull, ALL_COMPLETED));
    assertThatNullPointerException()
        .isThrownBy(() -> Futures.await(List.of(), ALL_COMPLETED, null));
    assertThatNullPointerException().isThrownBy(() -> Futures.asCompleted(null));
    assertThatNullPointerException().isThrownBy(() -> Futures.asCompleted(withNull));
    assertThatNullPointerException().isThrownBy(() -> Futures.asCompleted(List.of(), null));
  }

  // ---- asCompleted ------------------------------------------------------------------------------

  @Test
  @Conformance("AsCompletedTests.test_no_timeout")
  void shouldGiveEachFutureOnceAsSoonAsItIsDone() {
    try (Stream<CompletableFuture<Integer>> stream =
        Futures.asCompleted(List.of(pending, other, failed, cancelled, successful))) {
      Iterator<CompletableFuture<Integer>> given = stream.iterator();
      assertThat(List.of(given.next(), given.next(), given.next()))
          .containsExactlyInAnyOrder(failed, cancelled, successful);
      other.complete(2);
      assertThat(given.next()).isSameAs(other);
      pending.complete(1);
      assertThat(given.next()).isSameAs(pending);
      assertThat(given.hasNext()).isFalse();
    }
  }

  @Test
  @Conformance({
    "AsCompletedTests.test_future_times_out",
    "AsCompletedTests.test_correct_timeout_exception_msg"
  })
  void shouldGiveWhatIsDoneAndThenSayHowManyAreNot() {
    for (Duration timeout : List.of(Duration.ZERO, SHORT)) {
      var given = new ArrayList<CompletableFuture<Integer>>();
      var all = List.of(cancelled, pending, failed, successful);
      Throwable error = catchThrowable(() -> Futures.asCompleted(all, timeout).forEach(given::add));
      assertThat(error)
          .isInstanceOfSatisfying(
              DeadlineException.class, late -> assertThat(late.limit()).isEqualTo(timeout))
          .hasMessageContaining("unfinished=1, of=4");
      assertThat(given).containsExactlyInAnyOrder(cancelled, failed, successful);
    }
    assertThat(pending.getNumberOfDependents()).isZero();
  }

  @Test
  @Conformance("AsCompletedTests.test_duplicate_futures")
  void shouldGiveAFutureThatIsThereTwiceOnce() {
    assertThat(Futures.asCompleted(List.of(successful, failed, successful)))
        .containsExactlyInAnyOrder(successful, failed);
  }

  @Test
  @Conformance("AsCompletedTests.test_free_reference_yielded_future")
  void shouldForgetTheFuturesItHasGiven() {
    var futures = new ArrayList<CompletableFuture<Integer>>();
    for (int i = 0; i < 10; i++) {
      futures.add(i < 3 ? CompletableFuture.completedFuture(i) : new CompletableFuture<>());
    }
    futures.add(pending);
    List<WeakReference<?>> seen = new ArrayList<>();
    try (Stream<CompletableFuture<Integer>> stream = Futures.asCompleted(futures)) {
      Iterator<CompletableFuture<Integer>> given = stream.iterator();
      while (futures.size() > 1) {
        futures.getFirst().complete(1);
        futures.removeFirst();
        seen.add(new WeakReference<>(given.next()));
      }
      PoolTesting.await(
          "they are collected while the stream is in use",
          () -> {
            System.gc();
            return seen.stream().allMatch(reference -> reference.get() == null);
          });
      pending.complete(1);
      assertThat(given.next()).isSameAs(pending);
    }
  }

  // ---- with a pool ------------------------------------------------------------------------------

  @Test
  void shouldWaitForTasksOfAPool() throws Exception {
    try (var pool = ProcessPool.open(2)) {
      List<CompletableFuture<Integer>> tasks = new ArrayList<>();
      for (int n = 0; n < 20; n++) {
        int divisor = 10 - n;
        tasks.add(pool.submit(() -> 100 / divisor));
      }
      assertThat(Futures.asCompleted(tasks)).containsExactlyInAnyOrderElementsOf(tasks);
      var split = Futures.await(tasks, FIRST_EXCEPTION);
      assertThat(split.done()).hasSize(20);
      assertThat(split.done()).filteredOn(CompletableFuture::isCompletedExceptionally).hasSize(1);
      CompletableFuture<Integer> slow =
          pool.submit(
              () -> {
                Thread.sleep(100_000);
                return 1;
              });
      var first = Futures.await(List.of(slow, pool.submit(() -> 5)), FIRST_COMPLETED);
      assertThat(first.done()).extracting(CompletableFuture::join).containsExactly(5);
      assertThat(first.notDone()).containsExactly(slow);
      slow.cancel(true);
      assertThat(Futures.await(List.of(slow), ALL_COMPLETED).done()).containsExactly(slow);
    }
  }
}
