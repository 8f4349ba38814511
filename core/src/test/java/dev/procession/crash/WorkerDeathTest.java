package dev.procession.crash;

import static dev.procession.pool.PoolTesting.failureOf;
import static dev.procession.pool.PoolTesting.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.procession.pool.Outcome;
import dev.procession.pool.PoolTesting;
import dev.procession.pool.ProcessPool;
import dev.procession.pool.Signals;
import dev.procession.pool.WorkerDiedException;
import dev.procession.testing.Conformance;
import dev.procession.testing.LeakCheckPerClass;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Workers that are killed from outside, and what can be learnt from their death. */
@ExtendWith(LeakCheckPerClass.class)
class WorkerDeathTest {
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

  @AfterEach
  void shouldBeAtFullStrengthAgain() {
    PoolTesting.awaitFullStrength(pool);
  }

  private Signals signals() {
    return Signals.in(directory);
  }

  private static void kill(long pid) {
    assertThat(ProcessHandle.of(pid).orElseThrow().destroyForcibly()).isTrue();
  }

  @Test
  void shouldReplaceAnIdleWorkerSilently() {
    long victim = pool.workerPids().getFirst();
    kill(victim);
    PoolTesting.await("it is gone", () -> !pool.workerPids().contains(victim));
    PoolTesting.awaitFullStrength(pool);
    assertThat(pool.map(n -> n + 1, List.of(1, 2, 3))).containsExactly(2, 3, 4);
  }

  @Test
  void shouldReplaceAllWorkersKilledAtOnceWhileIdle() {
    List<Long> victims = pool.workerPids();
    victims.forEach(WorkerDeathTest::kill);
    assertThat(pool.map(n -> n + 1, List.of(1, 2, 3))).containsExactly(2, 3, 4);
  }

  @Test
  @Conformance({
    "ProcessPoolExecutorTest.test_killed_child",
    "ProcessPoolExecutorTest.test_traceback_when_child_process_terminates_abruptly"
  })
  void shouldFailOnlyTheItemThatAKilledWorkerRan() throws Exception {
    var signals = signals();
    var outcomes =
        pool.mapAsync(
            n -> {
              if (n == 5) {
                signals.append("pid", String.valueOf(PoolTesting.pid()));
                signals.await("never");
              }
              return n;
            },
            IntStream.range(0, 30).boxed().toList(),
            o -> o.chunkSize(10));
    long victim = signals.expectNumber("pid");
    kill(victim);
    Throwable error = failureOf(outcomes);
    assertThat(error)
        .asInstanceOf(type(WorkerDiedException.class))
        .satisfies(
            death -> {
              assertThat(death.pid()).isEqualTo(victim);
              assertThat(death.signal()).isEqualTo("SIGKILL");
              assertThat(death.exitCode()).isEqualTo(-9);
              assertThat(death.crashReport()).isNull();
            });
    assertThat(error.getSuppressed()).isEmpty();
  }

  @Test
  void shouldReportATermSignal() throws Exception {
    var signals = signals();
    Future<?> future =
        pool.submit(
            () -> {
              signals.append("pid", String.valueOf(PoolTesting.pid()));
              signals.await("never");
            });
    ProcessHandle.of(signals.expectNumber("pid")).orElseThrow().destroy();
    assertThat(failureOf(future))
        .asInstanceOf(type(WorkerDiedException.class))
        .satisfies(death -> assertThat(death.signal()).isEqualTo("SIGTERM"));
  }

  @Test
  void shouldRepeatTheLastWordsOfTheDead() throws Exception {
    Throwable error =
        failureOf(
            pool.submit(
                () -> {
                  System.out.println("famous last words");
                  System.err.println("and a complaint");
                  Thread.sleep(500);
                  Runtime.getRuntime().halt(5);
                }));
    assertThat(error)
        .asInstanceOf(type(WorkerDiedException.class))
        .satisfies(
            death ->
                assertThat(death.lastOutput()).contains("famous last words", "and a complaint"));
    assertThat(error).hasMessageContaining("famous last words");
  }

  @Test
  void shouldRunTheRestOfTheChunkElsewhere() {
    List<Outcome<Integer, Long>> outcomes =
        pool.outcomes(
                (Integer n) -> {
                  if (n == 3) {
                    Runtime.getRuntime().halt(1);
                  }
                  return PoolTesting.pid();
                },
                IntStream.range(0, 10).boxed().toList(),
                o -> o.chunkSize(10))
            .toList();
    assertThat(outcomes).filteredOn(Outcome.Failure.class::isInstance).hasSize(1);
    assertThat(outcomes.get(9).value()).isPositive();
  }

  @Test
  void shouldSurviveManyDeathsInOneCall() {
    List<Outcome<Integer, Integer>> outcomes =
        pool.outcomes(
                (Integer n) -> {
                  if (n % 25 == 24) {
                    Runtime.getRuntime().halt(n);
                  }
                  return n;
                },
                IntStream.range(0, 200).boxed().toList(),
                o -> o)
            .toList();
    assertThat(outcomes)
        .allMatch(o -> (o instanceof Outcome.Failure) == (o.index() % 25 == 24))
        .hasSize(200);
  }

  @Test
  void shouldNotBlameTheNextTaskForAThreadThatKillsTheWorkerLater() throws Exception {
    // A death while nothing runs is nobody's failure.
    long pid =
        pool.apply(
            () -> {
              new Thread(
                      () -> {
                        try {
                          Thread.sleep(300);
                        } catch (InterruptedException e) {
                          Thread.currentThread().interrupt();
                        }
                        Runtime.getRuntime().halt(1);
                      })
                  .start();
              return PoolTesting.pid();
            });
    PoolTesting.await("it is gone", () -> !PoolTesting.isAlive(pid));
    assertThat(get(pool.submit(() -> 1))).isEqualTo(1);
  }

  @Test
  void shouldRetryAnItemWhoseWorkerDied() throws Exception {
    var signals = signals();
    Future<Integer> future =
        pool.submit(
            () -> {
              signals.append("attempts", "");
              if (signals.lines("attempts").size() < 3) {
                Runtime.getRuntime().halt(1);
              }
              return signals.lines("attempts").size();
            },
            o -> o.retries(2));
    assertThat(get(future)).isEqualTo(3);
  }

  @Test
  void shouldRetryAnItemThatThrew() {
    var signals = signals();
    List<Outcome<Integer, Integer>> outcomes =
        pool.outcomes(
                (Integer n) -> {
                  signals.append("attempts-" + n, "");
                  if (n == 1 && signals.lines("attempts-1").size() < 3) {
                    throw new IllegalStateException("not yet");
                  }
                  if (n == 2) {
                    throw new IllegalStateException("never");
                  }
                  return n;
                },
                List.of(0, 1, 2, 3),
                o -> o.retries(2).chunkSize(4))
            .toList();
    assertThat(outcomes).extracting(Outcome::attempts).containsExactly(1, 3, 3, 1);
    assertThat(outcomes.get(1).value()).isEqualTo(1);
    assertThat(outcomes.get(2))
        .isInstanceOfSatisfying(
            Outcome.Failure.class, failure -> assertThat(failure.error()).hasMessage("never"));
  }

  @Test
  void shouldGiveUpAfterTheLastRetryOfADeadlyItem() throws Exception {
    var signals = signals();
    Future<Integer> future =
        pool.submit(
            () -> {
              signals.append("attempts", "");
              Runtime.getRuntime().halt(1);
              return 0;
            },
            o -> o.retries(1).taskTimeout(Duration.ofMinutes(1)));
    assertThat(failureOf(future)).isInstanceOf(WorkerDiedException.class);
    assertThat(signals.lines("attempts")).hasSize(2);
  }

  /** The items that a worker has not begun when another one ends it are none of its business. */
  @Test
  void shouldBlameNoOtherItemIfAnItemEndsItsWorkerAgainAndAgain() {
    List<Long> failed =
        pool.outcomes(
                n -> {
                  if (n % 10 == 0) {
                    Runtime.getRuntime().halt(7);
                  }
                  return n;
                },
                IntStream.range(0, 40).boxed().toList(),
                o -> o.retries(2).chunkSize(1))
            .filter(outcome -> outcome instanceof Outcome.Failure)
            .map(Outcome::index)
            .toList();
    assertThat(failed).containsExactly(0L, 10L, 20L, 30L);
  }
}
