package dev.procession.pool;

import static dev.procession.pool.PoolTesting.failureOf;
import static dev.procession.pool.PoolTesting.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.Context;
import dev.procession.NotSendableException;
import dev.procession.Processes;
import dev.procession.StartMethod;
import dev.procession.testing.Conformance;
import dev.procession.testing.LeakCheck;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Workers of every start method. */
@ExtendWith(LeakCheck.class)
class PoolKindsTest {
  private static int setting = 1;
  private static List<String> things = new ArrayList<>();
  private static int seenByInitializer;
  private static final AtomicInteger TASKS = new AtomicInteger();

  @TempDir Path directory;

  private static ProcessPool open(StartMethod method, int workers) {
    return ProcessPool.open(
        c ->
            c.workers(workers)
                .context(c.context().startMethod(method))
                .killGrace(Duration.ofMillis(100)));
  }

  @ParameterizedTest
  @EnumSource(StartMethod.class)
  void shouldRunEveryFormOfCall(StartMethod method) throws Exception {
    try (var pool = open(method, 2)) {
      assertThat(pool.map(PoolMapTest::square, PoolMapTest.range(1000)))
          .isEqualTo(PoolMapTest.squares(1000));
      assertThat(pool.stream(PoolMapTest::square, PoolMapTest.range(100)))
          .containsExactlyElementsOf(PoolMapTest.squares(100));
      assertThat(pool.apply(PoolMapTest::square, 7)).isEqualTo(49);
      byte[] large = new byte[3 << 20];
      large[large.length - 1] = 42;
      assertThat(pool.apply((byte[] bytes) -> bytes, large)).isEqualTo(large).isNotSameAs(large);
      List<Future<Integer>> many = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        int n = i;
        many.add(pool.submit(() -> n + 1));
      }
      for (int i = 0; i < 300; i++) {
        assertThat(get(many.get(i))).isEqualTo(i + 1);
      }
      assertThat(failureOf(pool.submit(() -> fail("no")))).isInstanceOf(ArithmeticException.class);
      assertThatThrownBy(() -> pool.submit(new Object()::toString))
          .isInstanceOf(NotSendableException.class);
      assertThat(pool.apply(() -> Processes.current().startMethod().orElseThrow()))
          .isEqualTo(method);
    }
  }

  private static Integer fail(String why) {
    throw new ArithmeticException(why);
  }

  // ---- forks ------------------------------------------------------------------------------------

  @Test
  void shouldGiveForkedWorkersTheStateOfTheProgram() {
    setting = 23;
    things = new ArrayList<>(List.of("a", "b"));
    try (var pool = open(StartMethod.FORK, 1)) {
      assertThat(pool.apply(() -> setting)).isEqualTo(23);
      assertThat(pool.map(n -> n * setting + things.size(), List.of(1, 2))).containsExactly(25, 48);
      assertThat(pool.apply(() -> ++setting)).isEqualTo(24);
      setting = 5;
      // What the worker has made of it is its own.
      assertThat(pool.apply(() -> ++setting)).isEqualTo(25);
    } finally {
      setting = 1;
    }
    try (var pool = open(StartMethod.WARM, 1)) {
      setting = 23;
      assertThat(pool.apply(() -> setting)).isEqualTo(1);
    } finally {
      setting = 1;
    }
  }

  @Test
  void shouldKeepWhatAnInitializerMakesOfInheritedState() {
    setting = 7;
    try (var pool =
        ProcessPool.open(
            c ->
                c.workers(1)
                    .context(c.context().startMethod(StartMethod.FORK))
                    .initializer(() -> seenByInitializer = 10 * setting))) {
      assertThat(pool.apply(() -> seenByInitializer)).isEqualTo(70);
      assertThat(pool.apply(() -> seenByInitializer + setting)).isEqualTo(77);
    } finally {
      setting = 1;
    }
    assertThat(seenByInitializer).isZero();
  }

  // ---- heap -------------------------------------------------------------------------------------

  @Test
  void shouldGiveEachWorkerItsOwnHeap() throws Exception {
    Context small = Context.standard().jvmOptions("-Xmx64m");
    try (var pool = ProcessPool.open(c -> c.workers(2).context(small))) {
      CompletableFuture<Integer> large = pool.submit(() -> new byte[200 << 20].length);
      assertThat(failureOf(large)).isInstanceOf(OutOfMemoryError.class);
      assertThat(pool.apply(() -> Runtime.getRuntime().maxMemory())).isLessThan(70L << 20);
      assertThat(pool.map(PoolMapTest::square, PoolMapTest.range(100)))
          .isEqualTo(PoolMapTest.squares(100));
    }
  }

  // ---- threads ----------------------------------------------------------------------------------

  @Test
  void shouldRunOnThreadsOfThisProcess() throws Exception {
    try (var pool = open(StartMethod.THREAD, 2)) {
      TASKS.set(0);
      pool.map(n -> TASKS.addAndGet(n), PoolMapTest.range(100));
      assertThat(TASKS).hasValue(4950);
      PoolTesting.awaitFullStrength(pool);
      assertThat(pool.workerPids()).containsExactly(PoolTesting.pid(), PoolTesting.pid());
      assertThatThrownBy(() -> pool.submit(() -> 1, o -> o.memoryLimit(1 << 30)))
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessageContaining("thread");
      assertThat(failureOf(pool.submit(() -> recurse(1)))).isInstanceOf(StackOverflowError.class);
      assertThat(failureOf(pool.submit(PoolKindsTest::outOfMemory)))
          .isInstanceOf(OutOfMemoryError.class);
      assertThat(pool.apply(() -> 2)).isEqualTo(2);
    }
  }

  @SuppressWarnings("InfiniteRecursion") // that is the point
  private static int recurse(int n) {
    return 1 + recurse(n + 1);
  }

  private static Integer outOfMemory() {
    throw new OutOfMemoryError("as if");
  }

  @Test
  void shouldGiveUpAThreadThatDoesNotReact() throws Exception {
    var signals = Signals.in(directory);
    try (var pool = open(StartMethod.THREAD, 1)) {
      CompletableFuture<Object> deaf =
          pool.submit(
              () -> {
                signals.awaitStubbornly("end");
                signals.raise("ended");
                return null;
              },
              o -> o.taskTimeout(Duration.ofMillis(50)));
      Future<Integer> next = pool.submit(() -> 3);
      assertThat(failureOf(deaf))
          .isInstanceOfSatisfying(TaskTimeoutException.class, e -> assertThat(e.killed()).isTrue());
      assertThat(get(next)).isEqualTo(3);
      // One that reacts keeps its thread.
      CompletableFuture<Object> polite =
          pool.submit(
              () -> {
                Thread.sleep(100_000);
                return null;
              },
              o -> o.taskTimeout(Duration.ofMillis(50)));
      assertThat(failureOf(polite))
          .isInstanceOfSatisfying(
              TaskTimeoutException.class, e -> assertThat(e.killed()).isFalse());
      assertThat(pool.map(PoolMapTest::square, PoolMapTest.range(100)))
          .isEqualTo(PoolMapTest.squares(100));
    } finally {
      signals.raise("end");
    }
    // The thread that was given up goes on, disturbs nobody, and ends.
    signals.expect("ended");
    PoolTesting.await("it has ended", () -> PoolKindsTest.threadsNamed("pool-").isEmpty());
  }

  @Test
  void shouldEndThreadsWithoutWaitingForTheirTasks() throws Exception {
    var signals = Signals.in(directory);
    try (var pool = open(StartMethod.THREAD, 2)) {
      CompletableFuture<?> running =
          pool.submit(
              () -> {
                signals.raise("begun");
                signals.awaitStubbornly("end");
              });
      signals.expect("begun");
      pool.killWorkers();
      assertThat(failureOf(running)).isInstanceOf(WorkerDiedException.class);
      assertThat(pool.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
      assertThatThrownBy(() -> pool.submit(() -> 1)).isInstanceOf(RejectedExecutionException.class);
    } finally {
      signals.raise("end");
    }
    PoolTesting.await("it has ended", () -> PoolKindsTest.threadsNamed("pool-").isEmpty());
  }

  @Test
  @Conformance("ThreadPoolExecutorTest.test_hang_global_shutdown_lock")
  void shouldOpenPoolsOfProcessesOnThreadsOfAPool() {
    try (var threads = open(StartMethod.THREAD, 2)) {
      List<Integer> results =
          threads.map(
              n -> {
                try (var inner = ProcessPool.open(1)) {
                  return inner.apply(PoolMapTest::square, n);
                }
              },
              List.of(2, 3));
      assertThat(results).containsExactly(4, 9);
    }
  }

  private static List<String> threadsNamed(String prefix) {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith(prefix))
        .filter(name -> name.substring(prefix.length()).matches("\\d+"))
        .toList();
  }
}
