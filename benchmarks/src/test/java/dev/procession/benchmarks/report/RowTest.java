package dev.procession.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.benchmarks.harness.Comparison;
import dev.procession.benchmarks.harness.Spread;
import dev.procession.benchmarks.harness.Unit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RowTest {
  @ParameterizedTest
  @CsvSource({
    "0.0412, 0.041",
    "0.9996, 1.00",
    "2.345, 2.35",
    "9.996, 10.0",
    "82.34, 82.3",
    "99.96, 100",
    "9994, 9994",
    "9996, 10.0k",
    "48230, 48.2k",
    "999600, 1.00M",
    "15600000, 15.6M"
  })
  void shouldShowThreeDigits(double value, String shown) {
    assertThat(Row.number(value)).isEqualTo(shown);
  }

  @Test
  void shouldShowWhatThereIsNotAsADash() {
    Comparison alone =
        new Comparison("g.x", Unit.MILLISECONDS, Spread.of(1, 2, 3), null, null, null);
    assertThat(Row.cells(alone))
        .containsExactly("g.x", "ms", "2.00", "1.00..3.00", "-", "-", "-", "-", "-", "-");
  }
}
