package dev.procession.pool;

import static dev.procession.pool.PoolTesting.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.testing.LeakCheckPerClass;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Cancellation: interrupt, then kill, and never the wrong item. */
@ExtendWith(LeakCheckPerClass.class)
class PoolCancelTest {
  private static final Duration PATIENT = Duration.ofMinutes(5);

  @TempDir Path directory;

  private Signals signals() {
    return Signals.in(directory);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldNeverRunWhatWasCancelledBefore(boolean interrupt) throws Exception {
    var signals = signals();
    try (var pool = ProcessPool.open(1)) {
      Future<?> first =
          pool.submit(
              () -> {
                signals.raise("begun");
                signals.await("go");
              });
      signals.expect("begun");
      Future<?> second = pool.submit(() -> signals.raise("ran"));
      assertThat(second.cancel(interrupt)).isTrue();
      assertThat(second.isCancelled()).isTrue();
      signals.raise("go");
      get(first);
      get(pool.submit(() -> 1));
      assertThat(signals.isRaised("ran")).isFalse();
      assertThatThrownBy(second::get).isInstanceOf(CancellationException.class);
    }
  }

  @Test
  void shouldInterruptARunningTaskAndKeepTheWorker() throws Exception {
    var signals = signals();
    try (var pool = PoolTesting.openUp(c -> c.workers(1).killGrace(PATIENT))) {
      List<Long> before = pool.workerPids();
      Future<?> future =
          pool.submit(
              () -> {
                signals.raise("begun");
                try {
                  signals.await("never");
                } catch (InterruptedException e) {
                  signals.raise("interrupted");
                }
              });
      signals.expect("begun");
      assertThat(future.cancel(true)).isTrue();
      signals.expect("interrupted");
      assertThat(get(pool.submit(() -> Thread.interrupted()))).isFalse();
      assertThat(pool.workerPids()).isEqualTo(before);
    }
  }

  /** A worker that is interrupted must not go on to the chunk that waits behind. */
  @Test
  void shouldBeginNothingMoreOfACallThatIsCancelled() throws Exception {
    var signals = signals();
    try (var pool = PoolTesting.openUp(c -> c.workers(2).killGrace(PATIENT))) {
      for (int round = 0; round < 50; round++) {
        String begun = "begun " + round;
        Future<?> call =
            pool.mapAsync(
                n -> {
                  signals.append(begun, String.valueOf(n));
                  Thread.sleep(PATIENT);
                  return n;
                },
                IntStream.range(0, 10).boxed().toList(),
                o -> o.chunkSize(1));
        PoolTesting.await("both workers run", () -> signals.lines(begun).size() == 2);
        call.cancel(true);
        pool.map(n -> n, List.of(1, 2, 3, 4), o -> o.chunkSize(1));
        assertThat(signals.lines(begun)).as("round %d", round).hasSize(2);
      }
    }
  }

  /** A worker claims a task at any moment of its cancellation. */
  @Test
  void shouldStopWhatBeginsAsItIsCancelled() throws Exception {
    long seed = System.nanoTime();
    var random = new Random(seed);
    try (var pool = PoolTesting.openUp(c -> c.workers(1).killGrace(PATIENT))) {
      for (int round = 0; round < 3000; round++) {
        Future<?> future = pool.submit(() -> Thread.sleep(PATIENT));
        for (int i = random.nextInt(300); i > 0; i--) {
          Thread.onSpinWait();
        }
        assertThat(future.cancel(true)).isTrue();
        assertThat(get(pool.submit(() -> 1))).as("seed=%d, round=%d", seed, round).isEqualTo(1);
      }
    }
  }

  @Test
  void shouldKillAWorkerWhoseTaskIgnoresTheInterrupt() throws Exception {
    var signals = signals();
    try (var pool = PoolTesting.openUp(c -> c.workers(1).killGrace(Duration.ofMillis(100)))) {
      long before = pool.workerPids().getFirst();
      Future<?> future =
          pool.submit(
              () -> {
                signals.raise("begun");
                signals.awaitStubbornly("never");
              });
      signals.expect("begun");
      future.cancel(true);
      assertThat(get(pool.submit(PoolTesting::pid))).isNotEqualTo(before);
      assertThat(PoolTesting.isAlive(before)).isFalse();
    }
  }

  @Test
  void shouldLetARunningTaskFinishWithoutInterrupt() throws Exception {
    var signals = signals();
    try (var pool = ProcessPool.open(1)) {
      Future<?> future =
          pool.submit(
              () -> {
                signals.raise("begun");
                signals.await("go");
                signals.raise("finished");
              });
      signals.expect("begun");
      assertThat(future.cancel(false)).isTrue();
      signals.raise("go");
      signals.expect("finished");
    }
  }

  @Test
  void shouldNotCancelWhatIsDone() throws Exception {
    try (var pool = ProcessPool.open(1)) {
      Future<Integer> future = pool.submit(() -> 5);
      get(future);
      assertThat(future.cancel(true)).isFalse();
      assertThat(future.resultNow()).isEqualTo(5);
    }
  }

  @Test
  void shouldNeverInterruptANeighbour() throws Exception {
    long seed = System.nanoTime();
    var random = new Random(seed);
    try (var pool = PoolTesting.openUp(c -> c.workers(2).killGrace(PATIENT))) {
      List<Long> before = pool.workerPids();
      for (int round = 0; round < 300; round++) {
        List<Future<Integer>> victims = new ArrayList<>();
        List<Future<Integer>> neighbours = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
          victims.add(pool.submit(() -> nap(1)));
          neighbours.add(pool.submit(() -> nap(1)));
        }
        LockSupport.parkNanos(random.nextInt(3_000_000));
        victims.forEach(future -> future.cancel(true));
        for (Future<Integer> neighbour : neighbours) {
          assertThat(get(neighbour)).as("seed %d, round %d", seed, round).isOne();
        }
      }
      assertThat(pool.workerPids()).containsExactlyInAnyOrderElementsOf(before);
    }
  }

  @Test
  void shouldNeverKillANeighbour() throws Exception {
    // The victim ends by itself at about the moment at which it is killed.
    try (var pool = PoolTesting.openUp(c -> c.workers(1).killGrace(Duration.ofMillis(20)))) {
      for (int round = 0; round < 12; round++) {
        var signals =
            new Signals(java.nio.file.Files.createTempDirectory(directory, "r").toString());
        int linger = 20 + round % 12;
        Future<?> victim =
            pool.submit(
                () -> {
                  signals.raise("begun");
                  try {
                    signals.await("never");
                  } catch (InterruptedException e) {
                    Thread.sleep(linger);
                  }
                });
        Future<Integer> neighbour = pool.submit(() -> nap(100));
        signals.expect("begun");
        victim.cancel(true);
        assertThat(get(neighbour)).as("round %d", round).isOne();
      }
    }
  }

  @Test
  void shouldCancelTheItemsOfAMapAndNoOthers() throws Exception {
    var signals = signals();
    try (var pool = PoolTesting.openUp(c -> c.workers(2).killGrace(PATIENT))) {
      for (int round = 0; round < 20; round++) {
        var doomed = pool.mapAsync(n -> nap(5), PoolMapTest.range(100));
        var fine =
            pool.mapAsync(
                n -> {
                  signals.append("ran", String.valueOf(n));
                  return nap(1);
                },
                PoolMapTest.range(20));
        LockSupport.parkNanos(round * 500_000L);
        doomed.cancel(true);
        assertThat(get(fine)).hasSize(20).containsOnly(1);
      }
      assertThat(signals.lines("ran")).hasSize(400);
    }
  }

  private static int nap(int millis) throws InterruptedException {
    Thread.sleep(millis);
    return 1;
  }

  /** What waits must not be looked through for each of them. */
  @Test
  void shouldCancelManyAboutAsFastAsTheyAreSubmitted() throws Exception {
    var signals = signals();
    try (var pool = PoolTesting.openUp(c -> c.workers(1))) {
      Future<?> first = pool.submit(() -> signals.await("go"));
      List<Future<Integer>> waiting = new ArrayList<>();
      long begin = System.nanoTime();
      for (int i = 0; i < 30_000; i++) {
        waiting.add(pool.submit(() -> 1));
      }
      long submitted = System.nanoTime();
      waiting.forEach(future -> future.cancel(true));
      pool.isRunning(first);
      assertThat(System.nanoTime() - submitted).isLessThan(20 * (submitted - begin));
      signals.raise("go");
      get(first);
      assertThat(pool.apply(() -> 2)).isEqualTo(2);
      assertThat(pool.stats().cancelled()).isEqualTo(30_000);
    }
  }

  @Test
  void shouldForgetFewOfManyWhileAllWorkersAreBusy() throws Exception {
    var signals = signals();
    try (var pool = PoolTesting.openUp(c -> c.workers(1))) {
      Future<?> first = pool.submit(() -> signals.await("go"));
      List<Future<Integer>> waiting = new ArrayList<>();
      for (int i = 0; i < 1000; i++) {
        waiting.add(pool.submit(() -> 1));
      }
      waiting.subList(500, 505).forEach(future -> future.cancel(true));
      PoolTesting.await("they are dropped", () -> pool.stats().cancelled() == 5);
      signals.raise("go");
      get(first);
    }
  }
}
