package dev.procession.pool;

import static dev.procession.pool.PoolTesting.failureOf;
import static dev.procession.pool.PoolTesting.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.Task;
import dev.procession.testing.LeakCheckPerClass;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Futures of tasks keep the promises of {@link CompletableFuture}, whatever users do to them. */
@ExtendWith(LeakCheckPerClass.class)
class FutureContractTest {
  /** Opened by a test when values may be read in this process; workers have their own. */
  private static volatile CountDownLatch readable = new CountDownLatch(0);

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

  /** Takes as long to read as a test likes. */
  static final class SlowToRead implements Serializable {
    private static final long serialVersionUID = 1;

    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
      in.defaultReadObject();
      try {
        readable.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    }
  }

  @Test
  void shouldNotBeHeldUpByAResultThatTakesLongToRead() throws Exception {
    readable = new CountDownLatch(1);
    CompletableFuture<SlowToRead> slow = pool.submit(() -> new SlowToRead());
    var held = new CountDownLatch(1);
    CompletableFuture<Void> after = slow.thenRun(() -> awaitQuietly(held));
    for (int i = 0; i < 10; i++) {
      CompletableFuture<Integer> next = pool.submit(() -> 5).thenApply(n -> n + 1);
      assertThat(get(next)).isEqualTo(6);
    }
    readable.countDown();
    PoolTesting.await("the slow one is done", slow::isDone);
    CompletableFuture<Integer> last = pool.submit(() -> 7);
    assertThat(get(last)).isEqualTo(7);
    held.countDown();
    get(after);
  }

  @Test
  void shouldNotRunDependentActionsInTheThreadThatAsks() throws Exception {
    var held = new CountDownLatch(1);
    var signals = Signals.in(directory);
    CompletableFuture<Integer> future =
        pool.submit(
            () -> {
              signals.await("go");
              return 1;
            });
    CompletableFuture<Void> after = future.thenRun(() -> awaitQuietly(held));
    signals.raise("go");
    PoolTesting.await("the future is done", future::isDone);
    assertThat(future.state()).isEqualTo(CompletableFuture.State.SUCCESS);
    assertThat(future.getNow(0)).isEqualTo(1);
    assertThat(future.cancel(true)).isFalse();
    assertThat(get(future)).isEqualTo(1);
    assertThat(future.join()).isEqualTo(1);
    held.countDown();
    get(after);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void shouldHonourCompletionByASupplier() throws Exception {
    var signals = Signals.in(directory);
    CompletableFuture<Integer> future = pool.submit(() -> waitForGo(signals, "one"));
    assertThat(get(future.completeAsync(() -> 2))).isEqualTo(2);
    assertThat(future.join()).isEqualTo(2);
    CompletableFuture<Integer> failing = pool.submit(() -> waitForGo(signals, "two"));
    failing.completeAsync(
        () -> {
          throw new IllegalStateException("no supply");
        });
    assertThat(failureOf(failing)).isInstanceOf(IllegalStateException.class);
    signals.raise("go");
    // The directory is there as long as this test only.
    PoolTesting.await(
        "both have seen it", () -> signals.isRaised("one") && signals.isRaised("two"));
  }

  private static int waitForGo(Signals signals, String answer) throws Exception {
    signals.await("go");
    signals.raise(answer);
    return 1;
  }

  @Test
  void shouldGiveWhatIsThereToAnInterruptedThread() throws Exception {
    CompletableFuture<Integer> future = pool.submit(() -> 1);
    get(future);
    Thread.currentThread().interrupt();
    try {
      assertThat(future.get()).isEqualTo(1);
      assertThat(get(future)).isEqualTo(1);
      assertThat(future.join()).isEqualTo(1);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void shouldThrowExceptionsOfFuturesThatATaskThrows() {
    assertThatThrownBy(
            () ->
                pool.apply(
                    () -> {
                      throw new CompletionException("mine", new IOException("within"));
                    }))
        .isExactlyInstanceOf(CompletionException.class)
        .hasMessage("mine")
        .hasCauseInstanceOf(IOException.class);
    assertThatThrownBy(
            () ->
                pool.apply(
                    () -> {
                      throw new CancellationException("mine");
                    }))
        .isExactlyInstanceOf(CancellationException.class)
        .hasMessage("mine");
  }

  @Test
  void shouldNotLoseAWorkerToAnInterruptThatComesLate() throws Exception {
    PoolTesting.awaitFullStrength(pool);
    var before = pool.workerPids();
    for (int i = 0; i < 20; i++) {
      int n = i;
      int result =
          pool.apply(
              () -> {
                Thread task = Thread.currentThread();
                Thread.ofPlatform()
                    .daemon()
                    .start(
                        () -> {
                          // Until long after the task has ended.
                          for (int k = 0; k < 20; k++) {
                            task.interrupt();
                            Thread.onSpinWait();
                          }
                        });
                return n;
              });
      assertThat(result).isEqualTo(n);
    }
    assertThat(pool.workerPids()).containsExactlyInAnyOrderElementsOf(before);
  }

  @Test
  void shouldTellWhatATaskThrewFromItsOwnState() throws Exception {
    CompletableFuture<Integer> cancelling =
        pool.submit(
            () -> {
              throw new CancellationException("the task's");
            });
    assertThat(failureOf(cancelling))
        .isInstanceOf(CancellationException.class)
        .hasMessage("the task's");
    assertThat(cancelling.isCancelled()).isFalse();
    CompletableFuture<Integer> wrapping =
        pool.submit(
            () -> {
              throw new CompletionException("the task's", new IOException("the cause"));
            });
    assertThat(failureOf(wrapping))
        .isInstanceOf(CompletionException.class)
        .hasMessage("the task's");
    CompletableFuture<List<Integer>> mapping =
        pool.mapAsync(
            n -> {
              throw new CancellationException("the item's " + n);
            },
            List.of(1));
    assertThat(failureOf(mapping)).hasMessage("the item's 1");
    assertThat(mapping.isCancelled()).isFalse();
  }

  @Test
  void shouldTakeTheSmallestTimeLimitForNone() throws Exception {
    Task<Integer> sleep = FutureContractTest::sleep;
    List<Future<Integer>> late =
        pool.invokeAll(List.of(sleep), Long.MIN_VALUE, TimeUnit.NANOSECONDS);
    assertThat(late).allMatch(Future::isCancelled);
    assertThatThrownBy(() -> pool.invokeAny(List.of(sleep), Long.MIN_VALUE, TimeUnit.NANOSECONDS))
        .isInstanceOf(TimeoutException.class);
  }

  private static int sleep() throws InterruptedException {
    Thread.sleep(600_000);
    return 1;
  }
}
