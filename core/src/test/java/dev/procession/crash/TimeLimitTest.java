package dev.procession.crash;

import static dev.procession.pool.PoolTesting.failureOf;
import static dev.procession.pool.PoolTesting.get;
import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.Task;
import dev.procession.pool.Outcome;
import dev.procession.pool.PoolTesting;
import dev.procession.pool.ProcessPool;
import dev.procession.pool.Signals;
import dev.procession.pool.TaskTimeoutException;
import dev.procession.testing.LeakCheckPerClass;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Items that take too long. */
@ExtendWith(LeakCheckPerClass.class)
class TimeLimitTest {
  private static final Duration LIMIT = Duration.ofMillis(500);
  private static final Duration GRACE = Duration.ofMillis(500);

  private static ProcessPool pool;

  @TempDir Path directory;

  @BeforeAll
  static void open() {
    pool = PoolTesting.openUp(c -> c.workers(2).killGrace(GRACE));
  }

  @AfterAll
  static void close() {
    pool.close();
  }

  @AfterEach
  void shouldBeAtFullStrengthAgain() {
    PoolTesting.awaitFullStrength(pool);
  }

  private Signals signals() {
    return Signals.in(directory);
  }

  private static void expectTimeout(Throwable error, boolean killed) {
    assertThat(error)
        .isInstanceOfSatisfying(
            TaskTimeoutException.class,
            timeout -> {
              assertThat(timeout.limit()).isEqualTo(LIMIT);
              assertThat(timeout.killed()).isEqualTo(killed);
            });
  }

  @Test
  void shouldInterruptATaskThatListensAndKeepItsWorker() throws Exception {
    List<Long> before = pool.workerPids();
    expectTimeout(
        failureOf(
            pool.submit(
                () -> {
                  Thread.sleep(600_000);
                  return 0;
                },
                o -> o.taskTimeout(LIMIT))),
        false);
    assertThat(pool.workerPids()).containsExactlyInAnyOrderElementsOf(before);
  }

  @Test
  void shouldKillATaskThatDoesNotListen() throws Exception {
    var signals = signals();
    expectTimeout(
        failureOf(
            pool.submit(
                () -> {
                  signals.append("pid", String.valueOf(PoolTesting.pid()));
                  signals.awaitStubbornly("never");
                  return 0;
                },
                o -> o.taskTimeout(LIMIT))),
        true);
    assertThat(PoolTesting.isAlive(signals.expectNumber("pid"))).isFalse();
  }

  @Test
  void shouldKillATaskThatComputesForEver() throws Exception {
    expectTimeout(
        failureOf(
            pool.submit(
                () -> {
                  long n = 0;
                  while (n >= 0) {
                    n = (n + 1) & 0xFFFF;
                  }
                  return n;
                },
                o -> o.taskTimeout(LIMIT))),
        true);
  }

  @Test
  void shouldStopOneItemInTheMiddleOfAChunkAndHarmNoNeighbour() {
    for (boolean stubborn : new boolean[] {false, true}) {
      List<Outcome<Integer, Integer>> outcomes =
          pool.outcomes(
                  (Integer n) -> {
                    if (n == 7 && stubborn) {
                      new Signals("/nowhere").awaitStubbornly("never");
                    } else if (n == 7) {
                      Thread.sleep(600_000);
                    }
                    return n;
                  },
                  IntStream.range(0, 30).boxed().toList(),
                  o -> o.chunkSize(10).taskTimeout(LIMIT))
              .toList();
      for (Outcome<Integer, Integer> outcome : outcomes) {
        if (outcome.index() == 7) {
          Throwable error = ((Outcome.Failure<Integer, Integer>) outcome).error();
          expectTimeout(error, stubborn);
        } else {
          assertThat(outcome.value()).isEqualTo((int) outcome.index());
        }
      }
      assertThat(outcomes).hasSize(30);
    }
  }

  @Test
  void shouldCountTheTimeOfEachItemAndNotOfTheChunk() {
    // 20 items of 100 ms in one chunk: four times the limit as a whole.
    try (var one = ProcessPool.open(1)) {
      assertThat(
              one.map(
                  n -> {
                    Thread.sleep(100);
                    return n;
                  },
                  IntStream.range(0, 20).boxed().toList(),
                  o -> o.chunkSize(20).taskTimeout(Duration.ofSeconds(1))))
          .hasSize(20);
    }
  }

  @Test
  void shouldNotCountTheTimeBeforeATaskBegins() throws Exception {
    var signals = signals();
    try (var one = PoolTesting.openUp(c -> c.workers(1))) {
      Future<?> first =
          one.submit(
              () -> {
                Thread.sleep(1500);
                signals.raise("first");
              });
      Future<Integer> second = one.submit(() -> 5, o -> o.taskTimeout(Duration.ofSeconds(1)));
      get(first);
      assertThat(get(second)).isEqualTo(5);
    }
  }

  @Test
  void shouldKillTheProcessesThatAKilledTaskHasStarted() throws Exception {
    var signals = signals();
    expectTimeout(
        failureOf(
            pool.submit(
                () -> {
                  Process child = new ProcessBuilder("sleep", "600").start();
                  signals.append("pid", String.valueOf(child.pid()));
                  signals.awaitStubbornly("never");
                  return 0;
                },
                o -> o.taskTimeout(LIMIT))),
        true);
    long grandchild = signals.expectNumber("pid");
    PoolTesting.await("the grandchild is gone", () -> !PoolTesting.isAlive(grandchild));
  }

  @Test
  void shouldKillTheProcessesThatACancelledStubbornTaskHasStarted() throws Exception {
    var signals = signals();
    Future<?> future =
        pool.submit(
            () -> {
              Process child = new ProcessBuilder("sleep", "600").start();
              signals.append("pid", String.valueOf(child.pid()));
              signals.awaitStubbornly("never");
            });
    long grandchild = signals.expectNumber("pid");
    future.cancel(true);
    PoolTesting.await("the grandchild is gone", () -> !PoolTesting.isAlive(grandchild));
    Assertions.assertThatThrownBy(future::get).isInstanceOf(CancellationException.class);
  }

  @Test
  void shouldRetryAnItemThatWasTooSlow() throws Exception {
    var signals = signals();
    Future<String> future =
        pool.submit(
            () -> {
              signals.append("attempts", "");
              if (signals.lines("attempts").size() == 1) {
                Thread.sleep(600_000);
              }
              return "second time lucky";
            },
            o -> o.taskTimeout(Duration.ofSeconds(2)).retries(1));
    assertThat(get(future)).isEqualTo("second time lucky");
  }

  @Test
  void shouldTakeTheLimitOfThePoolIfACallHasNone() throws Exception {
    try (var limited = ProcessPool.open(c -> c.workers(1).taskTimeout(LIMIT))) {
      expectTimeout(
          failureOf(
              limited.submit(
                  () -> {
                    Thread.sleep(600_000);
                    return 0;
                  })),
          false);
    }
  }

  @Test
  void shouldAcceptAnEndlessLimit() throws Exception {
    assertThat(get(pool.submit(() -> 1, o -> o.taskTimeout(Duration.ofSeconds(Long.MAX_VALUE)))))
        .isEqualTo(1);
  }

  @Test
  void shouldWatchTheItemsAfterOneThatEndedInItsGrace() {
    List<Outcome<Integer, Integer>> outcomes =
        pool.outcomes(
                (Integer n) -> {
                  if (n == 0) {
                    // Deaf to the interrupt, but done before the grace period is over.
                    long end = System.nanoTime() + LIMIT.plus(GRACE.dividedBy(2)).toNanos();
                    while (System.nanoTime() < end) {
                      Thread.onSpinWait();
                    }
                  }
                  while (n == 1) {
                    Thread.onSpinWait();
                  }
                  return n;
                },
                List.of(0, 1, 2),
                o -> o.chunkSize(3).taskTimeout(LIMIT))
            .toList();
    expectTimeout(((Outcome.Failure<?, ?>) outcomes.get(0)).error(), false);
    expectTimeout(((Outcome.Failure<?, ?>) outcomes.get(1)).error(), true);
    assertThat(outcomes.get(2)).isInstanceOf(Outcome.Success.class);
  }

  @Test
  void shouldForgetATaskThatWasDoneBeforeItsLimit() throws Exception {
    var task = new WeakReference<>(submitAndForget());
    PoolTesting.await(
        "the task is forgotten",
        () -> {
          System.gc();
          return task.get() == null;
        });
  }

  private static Task<Integer> submitAndForget() throws Exception {
    int captured = directoryCount();
    Task<Integer> task = () -> captured;
    assertThat(get(pool.submit(task, o -> o.taskTimeout(Duration.ofHours(1))))).isEqualTo(captured);
    return task;
  }

  /** Something that makes a lambda capture, so that it is an object of its own. */
  private static int directoryCount() {
    return (int) (System.nanoTime() & 0xFF);
  }

  @Test
  void shouldHonourALimitOfANanosecond() throws Exception {
    var signals = signals();
    Future<Integer> future =
        pool.submit(
            () -> {
              signals.awaitStubbornly("never");
              return 1;
            },
            o -> o.taskTimeout(Duration.ofNanos(1)));
    expectTimeoutOf(failureOf(future));
    assertThat(get(pool.submit(() -> 2))).isEqualTo(Integer.valueOf(2));
  }

  private static void expectTimeoutOf(Throwable error) {
    assertThat(error).isInstanceOf(TaskTimeoutException.class);
  }

  @Test
  void shouldCallEveryLateItemLate() {
    List<Outcome<Integer, Integer>> outcomes =
        pool.outcomes(
                (Integer n) -> {
                  Thread.sleep(10_000);
                  return n;
                },
                IntStream.range(0, 16).boxed().toList(),
                o -> o.chunkSize(8).taskTimeout(Duration.ofMillis(20)))
            .toList();
    assertThat(outcomes)
        .hasSize(16)
        .allSatisfy(
            outcome -> expectTimeoutOf(((Outcome.Failure<Integer, Integer>) outcome).error()));
  }
}
