package dev.procession.internal.shm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeadlineTest {
  @Test
  void shouldNeverComeIfForEver() {
    Deadline deadline = Deadline.in(LockWord.FOREVER);

    assertThat(deadline.left()).isEqualTo(LockWord.FOREVER);
    assertThat(deadline.hasPassed()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE})
  void shouldHavePassedAtOnceIfThereIsNoTime(long nanos) {
    Deadline deadline = Deadline.in(nanos);

    assertThat(deadline.left()).isZero();
    assertThat(deadline.hasPassed()).isTrue();
  }

  @Test
  void shouldSayWhatIsLeft() {
    long hour = TimeUnit.HOURS.toNanos(1);
    Deadline deadline = Deadline.in(hour);

    assertThat(deadline.left()).isBetween(1L, hour);
    assertThat(deadline.hasPassed()).isFalse();
  }

  /** The end is beyond what the clock can say. */
  @Test
  void shouldHoldWithTheLongestLimit() {
    Deadline deadline = Deadline.in(Long.MAX_VALUE - 1);

    assertThat(deadline.left()).isBetween(Long.MAX_VALUE / 2, Long.MAX_VALUE - 1);
    assertThat(deadline.hasPassed()).isFalse();
  }

  @Test
  void shouldPass() {
    Deadline deadline = Deadline.in(1);
    while (!deadline.hasPassed()) {
      Thread.onSpinWait();
    }

    assertThat(deadline.left()).isNotPositive();
  }
}
