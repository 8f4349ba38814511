package dev.procession.pool;

import static dev.procession.pool.PoolMapTest.range;
import static dev.procession.pool.PoolTesting.failureOf;
import static dev.procession.pool.PoolTesting.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.procession.Action;
import dev.procession.NotSendableException;
import dev.procession.testing.Conformance;
import dev.procession.testing.LeakCheckPerClass;
import dev.procession.testing.Program;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Pools that are shut down while much is going on: nothing is lost, and nothing hangs. */
@ExtendWith(LeakCheckPerClass.class)
class PoolShutdownTest {
  @TempDir Path directory;

  private Signals signals() {
    return Signals.in(directory);
  }

  private static void expectEnd(ProcessPool pool) throws InterruptedException {
    assertThat(pool.awaitTermination(PoolTesting.DEADLINE.toSeconds(), TimeUnit.SECONDS)).isTrue();
  }

  private static void expectThreadToEnd(String name) {
    PoolTesting.await(
        "the pool's own thread has ended",
        () ->
            Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().equals(name)));
  }

  // ---- cancelling what waits --------------------------------------------------------------------

  @Test
  @Conformance("ExecutorShutdownTest.test_cancel_futures")
  void shouldFinishWhatRunsAndCancelTheRest() throws Exception {
    var signals = signals();
    try (var pool = PoolTesting.openUp(c -> c.workers(2))) {
      Action action =
          () -> {
            signals.append("begun", "");
            signals.await("go");
          };
      List<Future<?>> futures = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        futures.add(pool.submit(action));
      }
      CompletableFuture<List<Integer>> map = pool.mapAsync(n -> n, range(100_000));
      PoolTesting.await("both workers are at it", () -> signals.lines("begun").size() == 2);
      pool.shutdown();
      List<Runnable> never = pool.cancelWaiting();
      assertThat(never).hasSize(48).containsOnly(action);
      assertThat(pool.isTerminated()).isFalse();
      signals.raise("go");
      expectEnd(pool);
      assertThat(signals.lines("begun")).hasSize(2);
      assertThat(futures).allMatch(Future::isDone);
      assertThat(futures).filteredOn(Future::isCancelled).hasSize(48);
      assertThat(futures).filteredOn(f -> f.state() == Future.State.SUCCESS).hasSize(2);
      assertThat(map.isCancelled()).isTrue();
    }
  }

  @Test
  void shouldCancelWhatWaitsAndStayOpen() throws Exception {
    var signals = signals();
    try (var pool = PoolTesting.openUp(c -> c.workers(1))) {
      assertThat(pool.cancelWaiting()).isEmpty();
      CompletableFuture<?> running =
          pool.submit(
              () -> {
                signals.raise("begun");
                signals.await("go");
              });
      signals.expect("begun");
      CompletableFuture<List<Integer>> map = pool.mapAsync(n -> n, range(10));
      Iterable<Integer> endless = () -> Stream.iterate(0, n -> n + 1).iterator();
      CompletableFuture<List<Integer>> stream =
          CompletableFuture.supplyAsync(
              () -> pool.stream(n -> n, endless).toList(), Thread::startVirtualThread);
      CompletableFuture<List<Integer>> reading = pool.mapAsync(n -> n, endless);
      PoolTesting.await("the stream is read", () -> !pool.isRunning(reading));
      var single = pool.submit(() -> signals.raise("ran"));
      PoolTesting.await(
          "all of them have ended",
          () -> {
            pool.cancelWaiting();
            return map.isDone() && reading.isDone() && stream.isDone() && single.isDone();
          });
      assertThat(failureOfOrCancelled(map)).isInstanceOf(CancellationException.class);
      assertThat(failureOfOrCancelled(reading)).isInstanceOf(CancellationException.class);
      assertThat(failureOfOrCancelled(stream)).isInstanceOf(CancellationException.class);
      assertThat(running.isDone()).isFalse();
      signals.raise("go");
      assertThat(get(running)).isNull();
      assertThat(pool.map(n -> n * 2, range(3))).containsExactly(0, 2, 4);
      assertThat(signals.isRaised("ran")).isFalse();
    }
  }

  private static Throwable failureOfOrCancelled(Future<?> future) throws Exception {
    Throwable error = catchThrowable(() -> get(future));
    return error instanceof CancellationException ? error : failureOf(future);
  }

  // ---- shutting down at bad moments -------------------------------------------------------------

  @Test
  @Conformance({
    "ExecutorShutdownTest.test_hang_issue12364",
    "ExecutorShutdownTest.test_hang_gh94440",
    "ExecutorDeadlockTest.test_gh105829_should_not_deadlock_if_wakeup_pipe_full",
    "ProcessPoolShutdownTest.test_processes_terminate"
  })
  void shouldDoAllThatWasSubmittedBeforeAnyWorkerWasUp() throws Exception {
    var pool = ProcessPool.open(3);
    List<Future<Integer>> futures = new ArrayList<>();
    var pids = new HashSet<Long>();
    for (int i = 0; i < 20_000; i++) {
      int n = i;
      futures.add(pool.submit(() -> n));
    }
    pool.submit(() -> "never mind").cancel(true);
    List<Future<Long>> slow = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      slow.add(
          pool.submit(
              () -> {
                Thread.sleep(10);
                return PoolTesting.pid();
              }));
    }
    pool.submit(() -> "never mind").cancel(false);
    pool.shutdown();
    expectEnd(pool);
    for (int i = 0; i < 20_000; i++) {
      assertThat(futures.get(i).resultNow()).isEqualTo(i);
    }
    for (Future<Long> future : slow) {
      pids.add(future.resultNow());
    }
    assertThat(pids).hasSizeBetween(1, 3).noneMatch(PoolTesting::isAlive);
  }

  @Test
  @Conformance({
    "ExecutorDeadlockTest.test_shutdown_deadlock",
    "ExecutorDeadlockTest.test_shutdown_deadlock_pickle"
  })
  void shouldEndThoughTasksCrashOrCannotBeSentAfterTheShutdown() throws Exception {
    var signals = signals();
    var pool = PoolTesting.openUp(c -> c.workers(2).name("doomed"));
    List<Future<Integer>> deadly = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      deadly.add(
          pool.submit(
              () -> {
                signals.await("go");
                Runtime.getRuntime().halt(1);
                return 1;
              }));
    }
    Future<Thread> unsendable = pool.submit(() -> new Thread("result"));
    Future<Integer> fine = pool.submit(() -> 5);
    Object argument = new Object();
    assertThatThrownBy(() -> pool.submit(() -> argument.hashCode()))
        .isInstanceOf(NotSendableException.class);
    pool.shutdown();
    signals.raise("go");
    for (Future<Integer> future : deadly) {
      assertThat(failureOf(future)).isInstanceOf(WorkerDiedException.class);
    }
    assertThat(failureOf(unsendable)).isInstanceOf(NotSendableException.class);
    assertThat(get(fine)).isEqualTo(5);
    expectEnd(pool);
    expectThreadToEnd("procession-doomed");
  }

  @Test
  @Conformance({
    "ExecutorTest.test_shutdown_race_issue12456",
    "ProcessPoolShutdownTest.test_shutdown_gh_132969_case_1",
    "ProcessPoolShutdownTest.test_shutdown_gh_132969_case_2"
  })
  void shouldEndThoughWorkersRetireAndTasksFailMeanwhile() throws Exception {
    for (int workers = 1; workers <= 2; workers++) {
      int many = workers;
      var pool = ProcessPool.open(c -> c.workers(many).tasksPerWorker(1));
      Future<Integer> first =
          pool.submit(
              () -> {
                throw new IllegalStateException("on purpose");
              });
      Future<Integer> second = pool.submit(() -> 2);
      Future<Integer> third = pool.submit(() -> 3);
      pool.shutdown();
      assertThat(failureOf(first)).hasMessage("on purpose");
      assertThat(get(second)).isEqualTo(2);
      assertThat(get(third)).isEqualTo(3);
      expectEnd(pool);
    }
  }

  @Test
  @Conformance("ProcessPoolExecutorTest.test_force_shutdown_during_max_tasks_worker_exit")
  void shouldReplaceNoWorkerThatRetiresWhileThePoolIsStopped() throws Exception {
    var signals = signals();
    try (var pool = PoolTesting.openUp(c -> c.workers(1).tasksPerWorker(1))) {
      Future<Integer> last =
          pool.submit(
              () -> {
                // Its worker takes its time to leave.
                Runtime.getRuntime()
                    .addShutdownHook(new Thread((Action) () -> signals.await("leave")));
                return 1;
              });
      assertThat(get(last)).isEqualTo(1);
      List<Future<?>> waiting = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        waiting.add(pool.submit(() -> signals.await("never")));
      }
      pool.shutdownNow();
      for (Future<?> future : waiting) {
        assertThat(failureOfOrCancelled(future))
            .isInstanceOfAny(CancellationException.class, InterruptedException.class);
      }
      signals.raise("leave");
      expectEnd(pool);
      assertThat(pool.workerPids()).isEmpty();
    }
  }

  @Test
  @Conformance({
    "ProcessPoolExecutorTest.test_shutdown_no_wait_max_tasks_gh119592",
    "ProcessPoolExecutorTest.test_gc_during_max_tasks_worker_exit_gh152967"
  })
  void shouldFinishWhatAForgottenPoolWithRetiringWorkersHas() throws Exception {
    // Python gives these futures up; here they are done as if the pool were still known.
    var signals = signals();
    List<Future<Integer>> futures = submitAndForget(signals);
    System.gc();
    signals.raise("go");
    System.gc();
    for (int i = 0; i < 4; i++) {
      assertThat(get(futures.get(i))).isEqualTo(i);
    }
    expectThreadToEnd("procession-retiring");
  }

  @SuppressWarnings("resource")
  private static List<Future<Integer>> submitAndForget(Signals signals) {
    var pool = ProcessPool.open(c -> c.workers(1).tasksPerWorker(1).name("retiring"));
    List<Future<Integer>> futures = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      int n = i;
      futures.add(
          pool.submit(
              () -> {
                signals.await("go");
                return n;
              }));
    }
    pool.shutdown();
    return futures;
  }

  // ---- the end of the program -------------------------------------------------------------------

  @Test
  @Conformance("ExecutorShutdownTest.test_hang_gh83386")
  void shouldLetAProgramExitThatHasShutAPoolDownWithoutWaiting() throws Exception {
    try (var program = Program.start(directory, ShutsDownAndLeaves.class)) {
      program.expectCode(0);
      assertThat(program.out()).containsExactly("ran");
    }
  }

  /** Returns from its main while a task that never ends keeps the pool. */
  static final class ShutsDownAndLeaves {
    private ShutsDownAndLeaves() {}

    @SuppressWarnings("resource")
    public static void main(String[] arguments) {
      var pool = ProcessPool.open(1);
      System.out.println(pool.apply(() -> "ran"));
      pool.submit(() -> Thread.sleep(1_000_000));
      pool.shutdown();
    }
  }

  // ---- errors -----------------------------------------------------------------------------------

  @Test
  @Conformance("ProcessPoolExecutorTest.test_broken_process_pool_traceback")
  void shouldGiveEachFutureOfABrokenPoolAnExceptionOfItsOwn() throws Exception {
    var signals = signals();
    try (var pool =
        ProcessPool.open(
            c ->
                c.workers(1)
                    .initializer(
                        () -> {
                          signals.await("go");
                          throw new IllegalStateException("no pool today");
                        }))) {
      List<Future<Integer>> futures = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        futures.add(pool.submit(() -> 1));
      }
      signals.raise("go");
      List<Throwable> errors = new ArrayList<>();
      for (Future<Integer> future : futures) {
        errors.add(failureOf(future));
      }
      assertThat(errors)
          .hasOnlyElementsOfType(PoolBrokenException.class)
          .allMatch(error -> error.getMessage().contains("no pool today"));
      assertThat(errors.get(0)).isNotSameAs(errors.get(1));
      assertThat(errors.get(1)).isNotSameAs(errors.get(2));
    }
  }

  @Test
  @Conformance("ExecutorDeadlockTest.test_crash_big_data")
  void shouldNotHangWhenAWorkerDiesWhileALargeMessageIsOnItsWay() throws Exception {
    byte[] large = new byte[32 << 20];
    try (var pool = PoolTesting.openUp(c -> c.workers(1))) {
      for (int round = 0; round < 2; round++) {
        long victim = pool.workerPids().getFirst();
        int delay = 2 + 4 * round;
        Thread killer =
            Thread.ofPlatform()
                .start(
                    () -> {
                      try {
                        Thread.sleep(delay);
                      } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                      }
                      ProcessHandle.of(victim).ifPresent(ProcessHandle::destroyForcibly);
                    });
        Throwable error = catchThrowable(() -> get(pool.submit(() -> large)));
        assertThat(killer.join(PoolTesting.DEADLINE)).isTrue();
        if (error != null) {
          assertThat(error).hasCauseInstanceOf(WorkerDiedException.class);
        }
        PoolTesting.await("it is gone", () -> !pool.workerPids().contains(victim));
        PoolTesting.awaitFullStrength(pool);
      }
      assertThat(pool.apply(() -> large.length)).isEqualTo(large.length);
    }
  }
}
