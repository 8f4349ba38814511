package dev.procession.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.pool.Outcome;
import dev.procession.pool.PoolTesting;
import dev.procession.pool.ProcessPool;
import dev.procession.pool.Signals;
import dev.procession.pool.WorkerDiedException;
import dev.procession.testing.LeakCheckPerClass;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Workers that kill each other: each task kills the worker of the next one while that runs, and the
 * last that of the first. Nobody hangs, and the pool is as good as before.
 */
@ExtendWith(LeakCheckPerClass.class)
class WorkerRingTest {
  /** A task whose predecessor died before it could strike lives on, and ends after this time. */
  private static final Duration LAST_WORDS = Duration.ofMillis(300);

  private static final int SOAK_ROUNDS = 20;

  @TempDir Path directory;

  /** One of those in a ring. */
  private record Member(int number, int size, Signals signals) implements java.io.Serializable {

    /** Kills the next one, and waits to be killed; done at once when it is run again. */
    int strike() throws IOException, InterruptedException {
      signals.append("pid-" + number, String.valueOf(PoolTesting.pid()));
      if (signals.lines("pid-" + number).size() > 1) {
        return number;
      }
      int next = (number + 1) % size;
      while (signals.lines("pid-" + next).isEmpty()) {
        Thread.sleep(1);
      }
      // This process itself, in a ring of one.
      new ProcessBuilder("kill", "-9", signals.lines("pid-" + next).getFirst()).start().waitFor();
      Thread.sleep(LAST_WORDS);
      return number;
    }
  }

  private List<Member> ring(int size) throws IOException {
    Signals signals = Signals.in(Files.createTempDirectory(directory, "ring"));
    return IntStream.range(0, size).mapToObj(n -> new Member(n, size, signals)).toList();
  }

  private static ProcessPool open(int size) {
    return PoolTesting.openUp(c -> c.workers(size).context(c.context().maxHeap(32L << 20)));
  }

  /** With retries all results are there. */
  private void strikeUntilDone(ProcessPool pool, int size) throws IOException {
    assertThat(pool.map(Member::strike, ring(size), o -> o.chunkSize(1).retries(size + 1)))
        .isEqualTo(IntStream.range(0, size).boxed().toList());
    shouldBeAsGoodAsBefore(pool);
  }

  /** Without retries each is there, or its worker has died. */
  private void strikeOnce(ProcessPool pool, int size) throws IOException {
    List<Outcome<Member, Integer>> outcomes =
        pool.outcomes(Member::strike, ring(size), o -> o.chunkSize(1).buffer(size)).toList();
    assertThat(outcomes).hasSize(size);
    int died = 0;
    for (Outcome<Member, Integer> outcome : outcomes) {
      switch (outcome) {
        case Outcome.Success<Member, Integer> success ->
            assertThat(success.value()).isEqualTo((int) success.index());
        case Outcome.Failure<Member, Integer> failure -> {
          died++;
          assertThat(failure.error())
              .isInstanceOfSatisfying(
                  WorkerDiedException.class,
                  death -> assertThat(death.signal()).isEqualTo("SIGKILL"));
        }
      }
    }
    assertThat(died).isPositive();
    shouldBeAsGoodAsBefore(pool);
  }

  private static void shouldBeAsGoodAsBefore(ProcessPool pool) {
    PoolTesting.awaitFullStrength(pool);
    assertThat(pool.map(n -> n + 1, List.of(1, 2, 3))).containsExactly(2, 3, 4);
  }

  @Test
  void shouldSurviveRings() throws Exception {
    try (var pool = open(5)) {
      strikeOnce(pool, 1);
      strikeUntilDone(pool, 2);
      strikeOnce(pool, 5);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 13})
  @Tag("soak")
  @Timeout(900)
  void shouldSurviveRingsOverAndOver(int size) throws Exception {
    try (var pool = open(size)) {
      for (int round = 0; round < SOAK_ROUNDS; round++) {
        strikeOnce(pool, size);
        strikeUntilDone(pool, size);
      }
    }
  }
}
