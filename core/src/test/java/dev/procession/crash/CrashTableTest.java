package dev.procession.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.procession.NotSendableException;
import dev.procession.pool.CallOptions;
import dev.procession.pool.Outcome;
import dev.procession.pool.PoolTesting;
import dev.procession.pool.ProcessPool;
import dev.procession.pool.WorkerDiedException;
import dev.procession.testing.Conformance;
import dev.procession.testing.LeakCheckPerClass;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The heart of the failure model: wherever and however one item goes wrong, the caller hears of
 * exactly that, all other items succeed, and the pool is as good as before.
 */
@ExtendWith(LeakCheckPerClass.class)
class CrashTableTest {
  private static final int WORKERS = 4;
  private static final int ITEMS = 40;

  /** The one item that goes wrong: in the middle of a chunk, whatever the chunks. */
  private static final int GUILTY = 17;

  private static final int CHUNK = 10;

  private static ProcessPool pool;

  @BeforeAll
  static void open() {
    pool = PoolTesting.openUp(c -> c.workers(WORKERS).context(c.context().maxHeap(48L << 20)));
  }

  @AfterAll
  static void close() {
    pool.close();
  }

  @AfterEach
  void shouldBeAtFullStrengthAgain() {
    PoolTesting.awaitFullStrength(pool);
    assertThat(pool.map(n -> n + 1, List.of(1, 2, 3))).containsExactly(2, 3, 4);
  }

  /** All cells, but for those in which the caller's own process would be hurt. */
  static Stream<Arguments> cells() {
    List<Arguments> cells = new ArrayList<>();
    for (Where where : Where.values()) {
      for (How how : How.values()) {
        boolean harmless = !how.kills() && how != How.OUT_OF_MEMORY;
        if (where != Where.NOWHERE && (harmless || !where.inCaller())) {
          cells.add(Arguments.of(where, how));
        }
      }
    }
    return cells.stream();
  }

  @ParameterizedTest
  @MethodSource("cells")
  @Conformance({
    "ExecutorDeadlockTest.test_error_at_task_pickle",
    "ExecutorDeadlockTest.test_exit_at_task_unpickle",
    "ExecutorDeadlockTest.test_error_at_task_unpickle",
    "ExecutorDeadlockTest.test_crash_at_task_unpickle",
    "ExecutorDeadlockTest.test_crash_during_func_exec_on_worker",
    "ExecutorDeadlockTest.test_exit_during_func_exec_on_worker",
    "ExecutorDeadlockTest.test_error_during_func_exec_on_worker",
    "ExecutorDeadlockTest.test_crash_during_result_pickle_on_worker",
    "ExecutorDeadlockTest.test_exit_during_result_pickle_on_worker",
    "ExecutorDeadlockTest.test_error_during_result_pickle_on_worker",
    "ExecutorDeadlockTest.test_error_during_result_unpickle_in_result_handler",
    "ExecutorDeadlockTest.test_exit_during_result_unpickle_in_result_handler"
  })
  void shouldFailASubmittedTask(Where where, How how) {
    var bomb = new Bomb(GUILTY, where, how);
    Throwable error = catchThrowable(() -> pool.submit(() -> bomb.run()).get(60, TimeUnit.SECONDS));
    expect(where, how, error instanceof ExecutionException e ? e.getCause() : error);
  }

  @ParameterizedTest
  @MethodSource("cells")
  void shouldFailAMap(Where where, How how) {
    Throwable error = catchThrowable(() -> pool.map(Bomb::run, items(where, how)));
    expect(where, how, error);
    assertThat(error.getSuppressed()).as("other failures").isEmpty();
  }

  @ParameterizedTest
  @MethodSource("cells")
  void shouldFailOneItemInTheMiddleOfAChunk(Where where, How how) {
    UnaryOperator<CallOptions> chunks = o -> o.chunkSize(CHUNK);
    List<Outcome<Bomb, Bomb>> outcomes =
        pool.outcomes(Bomb::run, items(where, how), chunks).toList();
    assertThat(outcomes).hasSize(ITEMS);
    for (Outcome<Bomb, Bomb> outcome : outcomes) {
      if (outcome instanceof Outcome.Failure<Bomb, Bomb> failure) {
        assertThat(failure.index()).as("%s", failure.error()).isEqualTo(GUILTY);
        expect(where, how, failure.error());
      } else {
        assertThat(outcome.value().number()).isEqualTo((int) outcome.index());
      }
    }
    assertThat(outcomes).filteredOn(Outcome.Failure.class::isInstance).hasSize(1);
  }

  @ParameterizedTest
  @MethodSource("cells")
  void shouldDeliverWhatCameBeforeInAStream(Where where, How how) {
    var delivered = new ArrayList<Integer>();
    Throwable error =
        catchThrowable(
            () ->
                pool.stream(Bomb::run, items(where, how))
                    .forEach(bomb -> delivered.add(bomb.number())));
    expect(where, how, error);
    assertThat(delivered).isEqualTo(IntStream.range(0, GUILTY).boxed().toList());
  }

  @Test
  void shouldRunTheRestThoughOneItemAfterTheOtherFillsTheHeap() {
    // Each costs a worker, and the innocent have been given to all of these.
    List<Bomb> items =
        IntStream.range(0, 6)
            .mapToObj(n -> new Bomb(n, n < 3 ? Where.RUN : Where.NOWHERE, How.OUT_OF_MEMORY))
            .toList();
    try (var one = ProcessPool.open(c -> c.workers(1).context(c.context().maxHeap(48L << 20)))) {
      List<Outcome<Bomb, Bomb>> outcomes =
          one.outcomes(Bomb::run, items, o -> o.chunkSize(items.size())).toList();
      for (Outcome<Bomb, Bomb> outcome : outcomes) {
        if (outcome instanceof Outcome.Failure<Bomb, Bomb> failure) {
          assertThat(failure.error()).isInstanceOf(OutOfMemoryError.class);
        }
      }
      assertThat(outcomes)
          .map(Outcome.Failure.class::isInstance)
          .containsExactly(true, true, true, false, false, false);
    }
  }

  private static List<Bomb> items(Where where, How how) {
    return IntStream.range(0, ITEMS)
        .mapToObj(n -> new Bomb(n, n == GUILTY ? where : Where.NOWHERE, how))
        .toList();
  }

  // ---- the table --------------------------------------------------------------------------------

  private static void expect(Where where, How how, Throwable error) {
    switch (how) {
      case EXIT -> expectDeath(error, How.EXIT_CODE, null);
      case HALT -> expectDeath(error, How.HALT_CODE, null);
      case SIGKILL -> expectDeath(error, -9, "SIGKILL");
      case NATIVE_CRASH -> {
        expectDeath(error, -11, "SIGSEGV");
        assertThat(((WorkerDiedException) error).crashReport())
            .contains("SIGSEGV")
            .contains("dev.procession.crash.How");
      }
      case OUT_OF_MEMORY -> assertThat(error).isInstanceOf(OutOfMemoryError.class);
      case EXCEPTION -> expectThrown(where, error, IllegalStateException.class, "on purpose");
      case ERROR -> expectThrown(where, error, AssertionError.class, "on purpose");
      case DEEP_RECURSION -> expectThrown(where, error, StackOverflowError.class, "");
    }
  }

  /** In the function it is thrown as it is; on the way it is the reason why the way is closed. */
  private static void expectThrown(
      Where where, Throwable error, Class<? extends Throwable> type, String message) {
    if (where == Where.RUN) {
      assertThat(error).isExactlyInstanceOf(type);
      assertThat(String.valueOf(error.getMessage())).contains(message.isEmpty() ? "" : message);
      assertThat(error.getStackTrace())
          .anyMatch(frame -> frame.getClassName().startsWith(How.class.getName()));
    } else {
      assertThat(error).isInstanceOf(NotSendableException.class);
      assertThat(error)
          .extracting(CrashTableTest::texts, InstanceOfAssertFactories.STRING)
          .contains(message);
    }
  }

  private static String texts(Throwable error) {
    var texts = new StringBuilder();
    for (Throwable e = error; e != null; e = e.getCause()) {
      texts.append(e).append('\n');
    }
    return texts.toString();
  }

  private static void expectDeath(Throwable error, int exitCode, String signal) {
    assertThat(error)
        .isInstanceOfSatisfying(
            WorkerDiedException.class,
            death -> {
              assertThat(death.exitCode()).isEqualTo(exitCode);
              assertThat(death.signal()).isEqualTo(signal);
              assertThat(death.pid()).isPositive();
              assertThat(death)
                  .hasMessageContaining("pid=" + death.pid())
                  .hasMessageContaining(signal == null ? "exit code " + exitCode : signal);
              assertThat(PoolTesting.isAlive(death.pid())).isFalse();
            });
  }
}
