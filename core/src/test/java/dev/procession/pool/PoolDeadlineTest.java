package dev.procession.pool;

import static dev.procession.pool.PoolMapTest.range;
import static dev.procession.pool.PoolTesting.failureOf;
import static dev.procession.pool.PoolTesting.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.procession.Task;
import dev.procession.testing.Conformance;
import dev.procession.testing.LeakCheckPerClass;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Calls that may take so long as a whole and no longer. */
@ExtendWith(LeakCheckPerClass.class)
class PoolDeadlineTest {
  private static final Duration LIMIT = Duration.ofMillis(300);
  private static final Duration LONG = Duration.ofHours(1);

  private static ProcessPool pool;

  @TempDir Path directory;

  @BeforeAll
  static void open() {
    pool = PoolTesting.openUp(c -> c.workers(2).killGrace(Duration.ofMinutes(5)));
  }

  @AfterAll
  static void close() {
    pool.close();
  }

  @AfterEach
  void shouldWorkAsBefore() {
    assertThat(pool.map(n -> n + 1, List.of(1, 2, 3))).containsExactly(2, 3, 4);
  }

  private static void expectLate(Throwable error) {
    assertThat(error)
        .isInstanceOfSatisfying(
            DeadlineException.class, late -> assertThat(late.limit()).isEqualTo(LIMIT))
        .hasMessageContaining("deadline=" + LIMIT);
  }

  @Test
  @Conformance("ExecutorTest.test_map_timeout")
  void shouldGiveTheFastResultsAndThenBeLate() {
    var results = new ArrayList<Integer>();
    long begin = System.nanoTime();
    Throwable error =
        catchThrowable(
            () ->
                pool.stream(
                        n -> {
                          Thread.sleep(n == 2 ? 600_000 : 0);
                          return n;
                        },
                        List.of(0, 1, 2, 3),
                        o -> o.chunkSize(1).deadline(LIMIT))
                    .forEach(results::add));
    expectLate(error);
    assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(LIMIT.toNanos());
    assertThat(results).containsExactly(0, 1);
    assertThat(error.getStackTrace())
        .anyMatch(frame -> frame.getMethodName().contains("shouldGiveTheFastResults"));
  }

  @Test
  @Conformance("ThreadPoolExecutorTest.test_executor_map_current_future_cancel")
  void shouldRunNothingMoreWhenTheTimeIsUp() throws Exception {
    var signals = Signals.in(directory);
    List<Long> workers = pool.workerPids();
    assertThatExceptionOfType(DeadlineException.class)
        .isThrownBy(
            () ->
                pool.map(
                    n -> {
                      signals.append("begun", String.valueOf(n));
                      try {
                        Thread.sleep(600_000);
                      } catch (InterruptedException e) {
                        signals.append("interrupted", String.valueOf(n));
                      }
                      return n;
                    },
                    range(100),
                    // Time enough for both workers to have begun, on a busy machine too.
                    o -> o.chunkSize(3).deadline(Duration.ofSeconds(3))))
        .withMessageContaining("itemsDone=0");
    PoolTesting.await(
        "those that ran have stopped", () -> signals.lines("interrupted").size() >= 2);
    assertThat(get(pool.submit(() -> 1))).isEqualTo(1);
    assertThat(signals.lines("begun")).hasSize(2);
    assertThat(pool.workerPids()).containsExactlyInAnyOrderElementsOf(workers);
  }

  @Test
  void shouldHoldForEachFormOfCall() throws Exception {
    CompletableFuture<Integer> task =
        pool.submit(() -> sleepFor(1), o -> o.deadline(LIMIT).retries(5));
    CompletableFuture<List<Integer>> map =
        pool.mapAsync(PoolDeadlineTest::sleepFor, range(10), o -> o.deadline(LIMIT).retries(5));
    var unordered =
        CompletableFuture.supplyAsync(
            () ->
                pool.streamUnordered(PoolDeadlineTest::sleepFor, range(10), o -> o.deadline(LIMIT))
                    .toList(),
            Thread::startVirtualThread);
    var outcomes =
        CompletableFuture.supplyAsync(
            () ->
                pool.outcomes(PoolDeadlineTest::sleepFor, range(10), o -> o.deadline(LIMIT))
                    .toList(),
            Thread::startVirtualThread);
    var pairs =
        CompletableFuture.supplyAsync(
            () -> pool.map((a, b) -> sleepFor(a + b), range(10), range(10), o -> o.deadline(LIMIT)),
            Thread::startVirtualThread);
    for (CompletableFuture<?> future : List.of(task, map, unordered, outcomes, pairs)) {
      expectLate(failureOf(future));
    }
    assertThatThrownBy(task::get).isInstanceOf(ExecutionException.class);
    assertThat(task.isCancelled()).isFalse();
  }

  private static int sleepFor(int n) throws InterruptedException {
    Thread.sleep(600_000);
    return n;
  }

  @Test
  void shouldHoldForTheWholePoolAndItsOldForms() {
    try (var strict = ProcessPool.open(c -> c.workers(1).call(c.call().deadline(LIMIT)))) {
      expectLate(catchThrowable(() -> strict.apply(() -> sleepFor(1))));
      expectLate(catchThrowable(() -> strict.apply(PoolDeadlineTest::sleepFor, 1)));
      expectLate(catchThrowable(() -> strict.map(PoolDeadlineTest::sleepFor, range(3))));
      List<Task<Integer>> tasks = List.of(() -> sleepFor(1));
      assertThatThrownBy(() -> strict.invokeAny(tasks))
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(DeadlineException.class);
    }
  }

  @Test
  void shouldCountTheTimeBeforeATaskBegins() throws Exception {
    var signals = Signals.in(directory);
    List<CompletableFuture<?>> busy = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      busy.add(pool.submit(() -> signals.await("go")));
    }
    CompletableFuture<?> waiting =
        pool.submit(
            () -> {
              signals.raise("ran");
              return 1;
            },
            o -> o.deadline(LIMIT));
    expectLate(failureOf(waiting));
    signals.raise("go");
    for (CompletableFuture<?> future : busy) {
      get(future);
    }
    assertThat(get(pool.submit(() -> 1))).isEqualTo(1);
    assertThat(signals.isRaised("ran")).isFalse();
  }

  @Test
  void shouldNotHurryASlowConsumer() {
    // All results are there in time, however late they are taken.
    try (Stream<Integer> stream =
        pool.stream(n -> n, range(20), o -> o.deadline(LIMIT).buffer(100))) {
      var results = new ArrayList<Integer>();
      long begin = System.nanoTime();
      stream.forEach(
          n -> {
            if (n == 1) {
              PoolTesting.await(
                  "the time is up",
                  () -> System.nanoTime() - begin > LIMIT.multipliedBy(2).toNanos());
            }
            results.add(n);
          });
      assertThat(results).isEqualTo(range(20));
    }
  }

  @Test
  void shouldForgetACallThatWasDoneInTime() {
    List<WeakReference<?>> seen = new ArrayList<>();
    useAndForget(seen);
    PoolTesting.await(
        "calls are forgotten long before their deadline",
        () -> {
          System.gc();
          return seen.stream().allMatch(reference -> reference.get() == null);
        });
  }

  private static void useAndForget(List<WeakReference<?>> seen) {
    int captured = (int) (System.nanoTime() & 0xFF);
    CompletableFuture<Integer> task = pool.submit(() -> captured, o -> o.deadline(LONG));
    assertThat(task.join()).isEqualTo(captured);
    seen.add(new WeakReference<>(task));
    var map = pool.mapAsync(n -> n + captured, range(3), o -> o.deadline(LONG));
    assertThat(map.join()).hasSize(3);
    seen.add(new WeakReference<>(map));
  }

  @Test
  void shouldAcceptHugeAndRefuseAbsurdDeadlines() {
    Duration ever = Duration.ofSeconds(Long.MAX_VALUE);
    assertThat(pool.map(n -> n, range(3), o -> o.deadline(ever))).isEqualTo(range(3));
    expectNanosecond(catchThrowable(() -> pool.map(PoolDeadlineTest::sleepFor, range(3), tiny())));
    CallOptions options = CallOptions.standard();
    assertThatIllegalArgumentException().isThrownBy(() -> options.deadline(Duration.ZERO));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> options.deadline(Duration.ofSeconds(-1)))
        .withMessageContaining("deadline=PT-1S");
    assertThatThrownBy(() -> options.deadline(null)).isInstanceOf(NullPointerException.class);
  }

  private static java.util.function.UnaryOperator<CallOptions> tiny() {
    return o -> o.deadline(Duration.ofNanos(1));
  }

  private static void expectNanosecond(Throwable error) {
    assertThat(error).isInstanceOf(DeadlineException.class);
  }

  @Test
  void shouldLetAStreamBeClosedWhenItWasLate() throws Exception {
    try (Stream<Integer> stream =
        pool.stream(PoolDeadlineTest::sleepFor, range(5), o -> o.deadline(LIMIT))) {
      assertThat(catchThrowable(stream::toList)).isInstanceOf(DeadlineException.class);
    }
    var second = ProcessPool.open(1);
    Throwable error =
        catchThrowable(
            () -> second.map(PoolDeadlineTest::sleepFor, range(5), o -> o.deadline(LIMIT)));
    expectLate(error);
    second.shutdown();
    assertThat(second.awaitTermination(PoolTesting.DEADLINE.toSeconds(), TimeUnit.SECONDS))
        .isTrue();
  }
}
