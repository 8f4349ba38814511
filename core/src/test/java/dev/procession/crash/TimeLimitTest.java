package dev.procession.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.pool.Outcome;
import dev.procession.pool.ProcessPool;
import dev.procession.pool.TaskTimeoutException;
import dev.procession.testing.LeakCheck;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Items that take too long, in the middle of a chunk. */
@ExtendWith(LeakCheck.class)
class TimeLimitTest {

  @ParameterizedTest(name = "ignores the interrupt: {0}")
  @ValueSource(booleans = {false, true})
  void shouldStopTheSlowItemAlone(boolean ignores) {
    try (var pool = ProcessPool.open(c -> c.workers(2).killGrace(Duration.ofMillis(200)))) {
      List<Integer> items = IntStream.range(0, 10).boxed().toList();
      List<Outcome<Integer, Integer>> outcomes =
          pool.outcomes(
                  (Integer n) -> n == 4 ? dawdle(ignores) : n,
                  items,
                  o -> o.chunkSize(10).taskTimeout(Duration.ofSeconds(2)))
              .toList();
      for (Outcome<Integer, Integer> outcome : outcomes) {
        if (outcome.index() == 4) {
          assertThat(outcome)
              .isInstanceOfSatisfying(
                  Outcome.Failure.class,
                  failure ->
                      assertThat(failure.error())
                          .isInstanceOfSatisfying(
                              TaskTimeoutException.class,
                              e -> assertThat(e.killed()).isEqualTo(ignores)));
        } else {
          assertThat(outcome.value()).isEqualTo((int) outcome.index());
        }
      }
    }
  }

  private static int dawdle(boolean ignoring) throws InterruptedException {
    while (ignoring) {
      Thread.onSpinWait();
    }
    TimeUnit.HOURS.sleep(1);
    return 0;
  }
}
