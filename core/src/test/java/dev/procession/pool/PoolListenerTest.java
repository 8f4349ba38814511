package dev.procession.pool;

import static dev.procession.pool.PoolTesting.failureOf;
import static dev.procession.pool.PoolTesting.get;
import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.testing.LeakCheck;
import dev.procession.testing.Warnings;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a listener is told, and that nobody suffers from it. */
@ExtendWith(LeakCheck.class)
class PoolListenerTest {

  /** Writes down what it is told. */
  private static class Diary implements PoolListener {
    final List<String> lines = new CopyOnWriteArrayList<>();
    final List<PoolStats> progress = new CopyOnWriteArrayList<>();
    final List<ItemFailure> failures = new CopyOnWriteArrayList<>();
    final Set<Thread> threads = ConcurrentHashMap.newKeySet();

    void note(String line) {
      threads.add(Thread.currentThread());
      lines.add(line);
    }

    @Override
    public void workerStarted(long pid, OptionalLong inPlaceOf) {
      note(inPlaceOf.isPresent() ? "replaced" : "started");
    }

    @Override
    public void workerDied(WorkerDiedException report) {
      note("died " + report.exitCode());
    }

    @Override
    public void workerRecycled(long pid) {
      note("recycled");
    }

    @Override
    public void itemFailed(ItemFailure failure) {
      failures.add(failure);
      note("failed " + failure.error().getClass().getSimpleName() + " " + failure.attempts());
    }

    @Override
    public void progress(PoolStats stats) {
      progress.add(stats);
    }

    @Override
    public void closed(PoolStats stats) {
      note("closed " + stats.done());
    }

    void awaitClosed() {
      PoolTesting.await(
          "the listener hears of the end",
          () -> !lines.isEmpty() && lines.getLast().startsWith("closed"));
    }
  }

  @Test
  void shouldTellInOrderWhatHappens() throws Exception {
    var diary = new Diary();
    try (var pool = PoolTesting.openUp(c -> c.workers(1).listener(diary))) {
      failureOf(pool.submit(() -> Integer.parseInt("x"), o -> o.retries(1)));
      failureOf(pool.submit(() -> Runtime.getRuntime().halt(5)));
      PoolTesting.awaitFullStrength(pool);
      assertThat(pool.map(n -> n, IntStream.range(0, 500).boxed().toList())).hasSize(500);
    }
    diary.awaitClosed();
    assertThat(diary.lines)
        .containsExactly(
            "started",
            "failed NumberFormatException 1",
            "failed NumberFormatException 2",
            "died 5",
            "failed WorkerDiedException 1",
            "replaced",
            "closed 500");
    assertThat(diary.failures).extracting(ItemFailure::again).containsExactly(true, false, false);
    assertThat(diary.failures).extracting(ItemFailure::pid).allMatch(pid -> pid > 0);
    assertThat(diary.threads).hasSize(1);
    assertThat(diary.progress.getLast().done()).isEqualTo(500);
    assertThat(diary.progress).extracting(PoolStats::done).isSorted();
  }

  @Test
  void shouldNotHoldUpAnybodyByASlowListener() throws Exception {
    var go = new CountDownLatch(1);
    var told =
        new Diary() {
          long missed;

          @Override
          public void itemFailed(ItemFailure failure) {
            try {
              go.await();
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
            super.itemFailed(failure);
          }

          @Override
          public void missed(long calls) {
            missed += calls;
          }
        };
    try (var pool = ProcessPool.open(c -> c.workers(1).listener(told))) {
      // Each failure is a call of its own, of which there is room for some.
      for (int i = 0; i < 1500; i++) {
        failureOf(pool.submit(PoolListenerTest::fail));
      }
      assertThat(get(pool.submit(() -> 3))).isEqualTo(3);
    }
    go.countDown();
    told.awaitClosed();
    assertThat(told.failures).hasSizeLessThanOrEqualTo(PoolListener.MOST_WAITING + 1);
    assertThat(told.failures.size() + told.missed).isBetween(1400L, 1502L);
    assertThat(told.lines.getLast()).isEqualTo("closed 1");
  }

  private static int fail() {
    throw new IllegalStateException("no");
  }

  @Test
  void shouldLogOnceWhatAListenerThrowsAndGoOn() throws Exception {
    var ended = new CountDownLatch(1);
    PoolListener broken =
        new PoolListener() {
          @Override
          public void workerStarted(long pid, OptionalLong inPlaceOf) {
            Thread.currentThread().interrupt();
            throw new AssertionError("first");
          }

          @Override
          public void progress(PoolStats stats) {
            throw new IllegalStateException("again");
          }

          @Override
          public void closed(PoolStats stats) {
            ended.countDown();
          }
        };
    try (var warnings = new Warnings("dev.procession.pool")) {
      try (var pool = PoolTesting.openUp(c -> c.name("loud").workers(1).listener(broken))) {
        assertThat(get(pool.submit(() -> 1))).isEqualTo(1);
      }
      PoolTesting.await("the end is told", () -> ended.getCount() == 0);
      assertThat(warnings.texts())
          .filteredOn(text -> text.contains("listener"))
          .singleElement()
          .asString()
          .contains("pool=loud");
    }
  }

  @Test
  void shouldPauseBetweenFiguresOfProgress() throws Exception {
    var diary = new Diary();
    long begin = System.nanoTime();
    try (var pool = ProcessPool.open(c -> c.workers(1).listener(diary))) {
      for (int i = 0; i < 1000; i++) {
        get(pool.submit(() -> 1));
      }
    }
    diary.awaitClosed();
    long most = Duration.ofNanos(System.nanoTime() - begin).toMillis() / 100 + 2;
    assertThat(diary.progress).hasSizeBetween(1, (int) most);
  }
}
