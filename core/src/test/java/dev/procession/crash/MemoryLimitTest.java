package dev.procession.crash;

import static dev.procession.pool.PoolTesting.failureOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.procession.pool.CallOptions;
import dev.procession.pool.Outcome;
import dev.procession.pool.PoolTesting;
import dev.procession.pool.Signals;
import dev.procession.pool.TaskMemoryException;
import dev.procession.testing.LeakCheck;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Items that take more memory than they may. */
@ExtendWith(LeakCheck.class)
class MemoryLimitTest {
  private static final long LIMIT = 300L << 20;

  @TempDir Path directory;

  /** Takes memory that no heap limit covers, and touches it, until it is killed. */
  private static int devour() throws InterruptedException {
    Arena arena = Arena.ofShared();
    for (int i = 0; i < 60; i++) {
      MemorySegment piece = arena.allocate(10 << 20);
      piece.fill((byte) 1);
      Thread.sleep(5);
    }
    Thread.sleep(100_000);
    return 0;
  }

  @Test
  void shouldKillTheWorkerOfAnItemThatTakesTooMuch() throws Exception {
    var signals = Signals.in(directory);
    try (var pool = PoolTesting.openUp(c -> c.workers(2).memoryLimit(LIMIT))) {
      List<Integer> items = IntStream.range(0, 20).boxed().toList();
      List<Outcome<Integer, Integer>> outcomes =
          pool.outcomes(n -> n == 7 ? devour() : n, items, o -> o.chunkSize(10)).toList();
      for (Outcome<Integer, Integer> outcome : outcomes) {
        if (outcome.index() != 7) {
          assertThat(outcome.value()).isEqualTo((int) outcome.index());
        }
      }
      assertThat(outcomes.get(7))
          .isInstanceOfSatisfying(
              Outcome.Failure.class,
              failed ->
                  assertThat(failed.error())
                      .isInstanceOfSatisfying(
                          TaskMemoryException.class,
                          e -> {
                            assertThat(e.limit()).isEqualTo(LIMIT);
                            assertThat(e.residentBytes()).isGreaterThan(LIMIT);
                            assertThat(e.getMessage())
                                .contains("memoryLimit=" + LIMIT, "pid=" + e.pid());
                            assertThat(PoolTesting.isAlive(e.pid())).isFalse();
                          }));
      PoolTesting.awaitFullStrength(pool);

      // What it has started is killed with it; it is run again if that is asked for.
      var retried =
          pool.submit(
              () -> {
                signals.append("tries", "");
                Process below = new ProcessBuilder("sleep", "1000").start();
                signals.append("below", String.valueOf(below.pid()));
                return devour();
              },
              o -> o.retries(1));
      assertThat(failureOf(retried)).isInstanceOf(TaskMemoryException.class);
      assertThat(signals.lines("tries")).hasSize(2);
      PoolTesting.await(
          "what it has started is gone",
          () ->
              signals.lines("below").stream()
                  .mapToLong(Long::parseLong)
                  .noneMatch(PoolTesting::isAlive));

      // One that frees what it takes, or has a higher limit, is left alone.
      assertThat(pool.map(n -> n + 1, List.of(1))).containsExactly(2);
      PoolTesting.awaitFullStrength(pool);
    }
  }

  @Test
  void shouldRefuseALimitOfNothing() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CallOptions.standard().memoryLimit(0))
        .withMessageContaining("memoryLimit=0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CallOptions.standard().memoryLimit(-5))
        .withMessageContaining("-5");
  }
}
