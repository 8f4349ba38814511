package dev.procession.pool;

import static dev.procession.pool.PoolTesting.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.procession.Action;
import dev.procession.ChildStartException;
import dev.procession.Task;
import dev.procession.testing.Conformance;
import dev.procession.testing.LeakCheck;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Opening, shutting down, closing, forgetting. */
@ExtendWith(LeakCheck.class)
class PoolLifecycleTest {
  @TempDir Path directory;

  private Signals signals() {
    return Signals.in(directory);
  }

  // ---- opening ----------------------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(ints = {0, -1, Integer.MIN_VALUE, PoolConfig.MAX_WORKERS + 1, Integer.MAX_VALUE})
  @Conformance({"_TestPool.test_make_pool", "ExecutorTest.test_max_workers_negative"})
  void shouldRefuseABadSize(int workers) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ProcessPool.open(workers))
        .withMessageContaining(String.valueOf(workers));
  }

  @Test
  @Conformance("_TestPool.test_make_pool")
  void shouldHaveAsManyWorkersAsAskedFor() {
    try (var pool = PoolTesting.openUp(c -> c.workers(3))) {
      assertThat(pool.workerPids()).hasSize(3).doesNotHaveDuplicates();
      assertThat(pool.config().workers()).isEqualTo(3);
    }
  }

  @Test
  void shouldRefuseBadSettings() {
    assertThatIllegalArgumentException().isThrownBy(() -> ProcessPool.open(c -> c.name(" ")));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ProcessPool.open(c -> c.killGrace(Duration.ofMillis(-1))));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ProcessPool.open(c -> c.taskTimeout(Duration.ZERO)));
    assertThatNullPointerException().isThrownBy(() -> ProcessPool.open(c -> c.context(null)));
    assertThatNullPointerException().isThrownBy(() -> ProcessPool.open(c -> c.call(null)));
    assertThatNullPointerException().isThrownBy(() -> ProcessPool.open(c -> c.killGrace(null)));
    assertThatNullPointerException().isThrownBy(() -> ProcessPool.open(c -> c.name(null)));
  }

  @Test
  @Conformance({
    "ExecutorTest.test_map_buffersize_value_validation",
    "ProcessPoolExecutorTest.test_map_chunksize"
  })
  void shouldRefuseBadOptions() {
    CallOptions options = CallOptions.standard();
    assertThatIllegalArgumentException().isThrownBy(() -> options.chunkSize(0));
    assertThatIllegalArgumentException().isThrownBy(() -> options.chunkSize(-1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> options.chunkSize(CallOptions.MAX_CHUNK + 1));
    assertThatIllegalArgumentException().isThrownBy(() -> options.retries(-1));
    assertThatIllegalArgumentException().isThrownBy(() -> options.buffer(0));
    assertThatIllegalArgumentException().isThrownBy(() -> options.bufferBytes(0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> options.taskTimeout(Duration.ofSeconds(-1)));
  }

  @Test
  @Conformance("TestPoolNotLeakOnFailure.test_release_unused_processes")
  void shouldStopTheFirstWorkersWhenALaterOneCannotBeStarted() throws Exception {
    Path java = javaThatVanishesAfterAFewStarts();
    assertThatThrownBy(
            () -> ProcessPool.open(c -> c.workers(200).context(c.context().executable(java))))
        .isInstanceOf(ChildStartException.class)
        .hasMessageContaining(java.toString());
    assertThat(ProcessHandle.current().children().filter(ProcessHandle::isAlive)).isEmpty();
  }

  private Path javaThatVanishesAfterAFewStarts() throws IOException {
    Path real = Path.of(System.getProperty("java.home"), "bin", "java");
    Path script = directory.resolve("java");
    List<String> lines =
        List.of(
            "#!/bin/sh",
            "mkdir $0.$$",
            "[ $(ls -d $0.* | wc -l) -lt 3 ] || rm -f $0",
            "exec " + real + " \"$@\"");
    Files.write(script, lines);
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    return script;
  }

  @Test
  @Conformance("MiscTestCase.test_large_pool")
  void shouldRunAThousandItemsOnTwentyWorkers() {
    runAThousandItems(20);
  }

  @Test
  @Tag("soak")
  @Conformance("MiscTestCase.test_large_pool")
  void shouldRunAThousandItemsOnTwoHundredWorkers() {
    runAThousandItems(200);
  }

  private static void runAThousandItems(int workers) {
    // Workers that do so little are up soonest if they compile nothing.
    try (var pool =
        ProcessPool.open(c -> c.workers(workers).context(c.context().maxHeap(16 << 20)))) {
      assertThat(pool.map(PoolMapTest::square, PoolMapTest.range(1000), o -> o.chunkSize(1)))
          .isEqualTo(PoolMapTest.squares(1000));
    }
  }

  @Test
  @Conformance("TestStdinBadfiledescriptor.test_pool_in_process")
  void shouldLetATaskOpenAPoolOfItsOwn() {
    try (var pool = ProcessPool.open(1)) {
      List<Integer> results =
          pool.apply(
              () -> {
                try (var inner = ProcessPool.open(2)) {
                  return inner.map(PoolMapTest::square, PoolMapTest.range(10));
                }
              });
      assertThat(results).isEqualTo(PoolMapTest.squares(10));
    }
  }

  // ---- shutdown ---------------------------------------------------------------------------------

  @Test
  @Conformance({
    "_TestPool.test_context",
    "_TestPool.test_enter",
    "ProcessPoolShutdownTest.test_context_manager_shutdown"
  })
  void shouldFinishWhatWasSubmittedAndRefuseTheRestOnceClosed() throws Exception {
    Future<Integer> submitted;
    ProcessPool pool;
    try (var opened = ProcessPool.open(1)) {
      pool = opened;
      submitted =
          opened.submit(
              () -> {
                Thread.sleep(200);
                return 5;
              });
    }
    assertThat(submitted.resultNow()).isEqualTo(5);
    assertThat(pool.isShutdown()).isTrue();
    assertThat(pool.isTerminated()).isTrue();
    expectRefusals(pool);
  }

  @Test
  @Conformance({
    "ExecutorShutdownTest.test_run_after_shutdown",
    "ProcessPoolShutdownTest.test_shutdown_no_wait"
  })
  void shouldRefuseNewTasksAfterShutdownAndFinishTheOld() throws Exception {
    var signals = signals();
    try (var pool = ProcessPool.open(1)) {
      Future<String> running =
          pool.submit(
              () -> {
                signals.await("go");
                return "ran";
              });
      Future<Integer> waiting = pool.submit(() -> 2);
      var map = pool.mapAsync(PoolMapTest::square, PoolMapTest.range(10));
      pool.shutdown();
      expectRefusals(pool);
      assertThat(pool.isTerminated()).isFalse();
      assertThat(pool.awaitTermination(50, TimeUnit.MILLISECONDS)).isFalse();
      signals.raise("go");
      assertThat(get(running)).isEqualTo("ran");
      assertThat(get(waiting)).isEqualTo(2);
      assertThat(get(map)).isEqualTo(PoolMapTest.squares(10));
      assertThat(pool.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
      assertThat(pool.workerPids()).isEmpty();
    }
  }

  private static void expectRefusals(ProcessPool pool) {
    List<Task<Integer>> tasks = List.of(() -> 1);
    assertThatThrownBy(() -> pool.submit(() -> 1)).isInstanceOf(RejectedExecutionException.class);
    assertThatThrownBy(() -> pool.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
    assertThatThrownBy(() -> pool.apply(() -> 1)).isInstanceOf(RejectedExecutionException.class);
    assertThatThrownBy(() -> pool.map(PoolMapTest::square, List.of(1)))
        .isInstanceOf(RejectedExecutionException.class);
    assertThatThrownBy(() -> pool.mapAsync(PoolMapTest::square, List.of(1)))
        .isInstanceOf(RejectedExecutionException.class);
    assertThatThrownBy(() -> pool.stream(PoolMapTest::square, List.of(1)))
        .isInstanceOf(RejectedExecutionException.class);
    assertThatThrownBy(() -> pool.invokeAll(tasks)).isInstanceOf(RejectedExecutionException.class);
    assertThatThrownBy(() -> pool.invokeAny(tasks)).isInstanceOf(RejectedExecutionException.class);
  }

  @Test
  @Conformance("_TestPool.test_terminate")
  void shouldStopPromptlyWithTenThousandTasksWaiting() throws Exception {
    try (var pool = PoolTesting.openUp(c -> c.workers(2))) {
      List<Future<?>> futures = new ArrayList<>();
      for (int i = 0; i < 10_000; i++) {
        futures.add(pool.submit(() -> Thread.sleep(100_000)));
      }
      long start = System.nanoTime();
      pool.shutdownNow();
      assertThat(pool.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
      assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(30));
      assertThat(futures).allMatch(Future::isDone);
    }
  }

  @Test
  void shouldReturnExactlyWhatHadNotBegunFromShutdownNow() throws Exception {
    var signals = signals();
    try (var pool = PoolTesting.openUp(c -> c.workers(1))) {
      Future<?> running =
          pool.submit(
              () -> {
                signals.raise("begun");
                signals.await("never");
              });
      signals.expect("begun");
      List<Action> actions = new ArrayList<>();
      List<Future<?>> waiting = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        Action action = () -> signals.raise("ran");
        actions.add(action);
        waiting.add(pool.submit(action));
      }
      List<Runnable> never = pool.shutdownNow();
      assertThat(pool.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
      assertThat(never).containsExactlyInAnyOrderElementsOf(new ArrayList<Runnable>(actions));
      assertThat(signals.isRaised("ran")).isFalse();
      assertThat(running.isDone()).isTrue();
      for (Future<?> future : waiting) {
        assertThatThrownBy(future::get).isInstanceOf(CancellationException.class);
      }
    }
  }

  @Test
  void shouldEndAMapThatShutdownNowStopped() throws Exception {
    var signals = signals();
    try (var pool = ProcessPool.open(1)) {
      CompletableFuture<List<Integer>> map =
          pool.mapAsync(
              n -> {
                signals.raise("begun");
                signals.await("never");
                return n;
              },
              PoolMapTest.range(1000));
      signals.expect("begun");
      pool.shutdownNow();
      assertThatThrownBy(() -> get(map))
          .isNotInstanceOf(java.util.concurrent.TimeoutException.class);
      assertThat(map.isCompletedExceptionally()).isTrue();
    }
  }

  @Test
  void shouldKillTasksThatIgnoreShutdownNow() throws Exception {
    var signals = signals();
    try (var pool = ProcessPool.open(c -> c.workers(1).killGrace(Duration.ofMillis(100)))) {
      Future<?> future =
          pool.submit(
              () -> {
                signals.raise("begun");
                signals.awaitStubbornly("never");
              });
      signals.expect("begun");
      assertThat(pool.shutdownNow()).isEmpty();
      assertThat(pool.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
      assertThatThrownBy(future::get).isInstanceOf(CancellationException.class);
    }
  }

  @Test
  void shouldAllowRepeatedShutdowns() {
    var pool = ProcessPool.open(1);
    pool.shutdown();
    pool.shutdown();
    pool.close();
    assertThat(pool.shutdownNow()).isEmpty();
    pool.close();
    assertThat(pool.isTerminated()).isTrue();
  }

  @Test
  void shouldCloseAPoolThatWasNeverUsed() {
    ProcessPool.open(2).close();
  }

  @Test
  void shouldStopTasksWhenTheClosingThreadIsInterrupted() throws Exception {
    var signals = signals();
    var pool = ProcessPool.open(1);
    Future<?> future =
        pool.submit(
            () -> {
              signals.raise("begun");
              signals.await("never");
            });
    signals.expect("begun");
    Thread closer = Thread.ofPlatform().start(pool::close);
    closer.interrupt();
    assertThat(closer.join(PoolTesting.DEADLINE)).isTrue();
    assertThat(pool.isTerminated()).isTrue();
    assertThat(catchThrowable(future::get)).isNotNull();
  }

  @Test
  void shouldCloseThoughAStreamWasLeftOpen() {
    var pool = ProcessPool.open(1);
    var stream = pool.stream(PoolMapTest::square, PoolMapTest.range(1_000_000));
    assertThat(stream.iterator().next()).isZero();
    pool.close();
    assertThat(pool.isTerminated()).isTrue();
  }

  // ---- forgetting -------------------------------------------------------------------------------

  @Test
  @Conformance("_TestPool.test_release_task_refs")
  void shouldNotKeepArgumentsAndResultsAlive() {
    try (var pool = ProcessPool.open(1)) {
      List<WeakReference<?>> seen = new ArrayList<>();
      useAndForget(pool, seen);
      PoolTesting.await(
          "arguments and results are collected",
          () -> {
            System.gc();
            return seen.stream().allMatch(reference -> reference.get() == null);
          });
      assertThat(seen).hasSize(60);
    }
  }

  private static void useAndForget(ProcessPool pool, List<WeakReference<?>> seen) {
    for (int form = 0; form < 3; form++) {
      List<String> items = PoolMapTest.range(10).stream().map(n -> "item " + n).toList();
      items.forEach(item -> seen.add(new WeakReference<>(item)));
      List<String> results =
          switch (form) {
            case 0 -> pool.map(s -> s + "!", items);
            case 1 -> pool.stream((String s) -> s + "!", items).toList();
            default -> pool.outcomes((String s) -> s + "!", items).map(Outcome::value).toList();
          };
      results.forEach(result -> seen.add(new WeakReference<>(result)));
    }
  }

  @Test
  @Conformance("_TestPool.test_resource_warning")
  void shouldCloseAnUnreachablePoolWithAWarning() {
    var records = new ConcurrentLinkedQueue<LogRecord>();
    Logger logger = Logger.getLogger("dev.procession.pool");
    Handler handler = new Collecting(records);
    logger.addHandler(handler);
    try {
      List<Long> workers = openAndForget();
      PoolTesting.await(
          "the workers are gone",
          () -> {
            System.gc();
            return workers.stream().noneMatch(PoolTesting::isAlive);
          });
      assertThat(records)
          .filteredOn(record -> record.getLevel().equals(Level.WARNING))
          .singleElement()
          .satisfies(
              record ->
                  assertThat(new SimpleFormatter().formatMessage(record)).contains("forgotten"));
    } finally {
      logger.removeHandler(handler);
    }
  }

  private static List<Long> openAndForget() {
    var pool = PoolTesting.openUp(c -> c.workers(2).name("forgotten"));
    pool.map(PoolMapTest::square, PoolMapTest.range(10));
    return pool.workerPids();
  }

  @Test
  @Conformance("ProcessPoolShutdownTest.test_del_shutdown")
  void shouldFinishTasksOfAPoolThatBecameUnreachable() throws Exception {
    var signals = signals();
    Future<String> future = submitAndForget(signals);
    System.gc();
    System.gc();
    signals.raise("go");
    assertThat(get(future)).isEqualTo("done");
    PoolTesting.await(
        "the pool is gone",
        () -> {
          System.gc();
          return ProcessHandle.current().children().noneMatch(ProcessHandle::isAlive);
        });
  }

  @SuppressWarnings("resource")
  private static Future<String> submitAndForget(Signals signals) {
    return ProcessPool.open(c -> c.workers(1).context(c.context().spares(0)))
        .submit(
            () -> {
              signals.await("go");
              return "done";
            });
  }

  @Test
  @Conformance(
      "_TestPoolWorkerLifetime.test_worker_finalization_via_atexit_handler_of_multiprocessing")
  void shouldNotKeepAProgramFromExiting() throws Exception {
    Process program = Programs.start(LeavesPoolOpen.class);
    assertThat(program.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(program.exitValue()).isZero();
  }

  /** Opens a pool, uses it, and returns from its main. */
  static final class LeavesPoolOpen {
    private static ProcessPool pool;

    private LeavesPoolOpen() {}

    public static void main(String[] arguments) {
      pool = ProcessPool.open(2);
      if (!pool.map(PoolMapTest::square, PoolMapTest.range(100)).equals(PoolMapTest.squares(100))) {
        System.exit(1);
      }
    }
  }

  /** Keeps log records. */
  private static final class Collecting extends Handler {
    private final ConcurrentLinkedQueue<LogRecord> records;

    Collecting(ConcurrentLinkedQueue<LogRecord> records) {
      this.records = records;
    }

    @Override
    public void publish(LogRecord logged) {
      records.add(logged);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  @Test
  void shouldAcceptAnEndlessGrace() {
    try (var pool =
        ProcessPool.open(c -> c.workers(1).killGrace(Duration.ofSeconds(Long.MAX_VALUE)))) {
      assertThat(pool.map(n -> n, List.of(1))).containsExactly(1);
    }
  }

  @Test
  void shouldStopReadingTheInputOfAMapOnShutdownNow() throws Exception {
    var read = new AtomicInteger();
    Iterable<Integer> endless = () -> Stream.generate(read::incrementAndGet).iterator();
    try (var pool = ProcessPool.open(1)) {
      CompletableFuture<List<Integer>> all = pool.mapAsync(n -> n, endless);
      PoolTesting.await("the map is under way", () -> read.get() > 1000);
      pool.shutdownNow();
      assertThatThrownBy(() -> PoolTesting.get(all)).isInstanceOf(CancellationException.class);
    }
  }
}
