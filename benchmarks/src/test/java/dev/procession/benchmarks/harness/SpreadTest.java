package dev.procession.benchmarks.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SpreadTest {
  @Test
  void shouldTakeTheMiddleOfAnOddNumber() {
    assertThat(Spread.of(9, 1, 4)).isEqualTo(new Spread(4, 1, 9, 3));
  }

  @Test
  void shouldMeetHalfWayForAnEvenNumber() {
    assertThat(Spread.of(10, 1, 2, 4).median()).isEqualTo(3);
  }

  @Test
  void shouldHaveNoWidthForOneRound() {
    assertThat(Spread.of(7)).isEqualTo(new Spread(7, 7, 7, 1));
  }

  @Test
  void shouldRefuseNoRounds() {
    assertThatIllegalArgumentException().isThrownBy(() -> Spread.of());
  }

  @Test
  void shouldFindHighQuantiles() {
    double[] values = IntStream.rangeClosed(0, 1000).mapToDouble(i -> i).toArray();
    Samples samples = new Samples(values);
    assertThat(samples.quantile(0.99)).isCloseTo(990, within(1e-9));
    assertThat(samples.quantile(1)).isEqualTo(1000);
    assertThat(samples.quantile(0)).isZero();
  }
}
