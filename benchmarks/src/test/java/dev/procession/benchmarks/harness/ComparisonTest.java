package dev.procession.benchmarks.harness;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ComparisonTest {
  @Test
  void shouldFavourTheHigherRate() {
    Comparison comparison =
        new Comparison(
            "g.rate", Unit.ITEMS_PER_SECOND, Spread.of(300), 200.0, "peer", Spread.of(100));
    assertThat(comparison.ratio()).isEqualTo(3);
    assertThat(comparison.met()).isTrue();
  }

  @Test
  void shouldFavourTheShorterTime() {
    Comparison comparison =
        new Comparison("g.time", Unit.MILLISECONDS, Spread.of(300), 200.0, "peer", Spread.of(100));
    assertThat(comparison.ratio()).isEqualTo(1 / 3.0);
    assertThat(comparison.met()).isFalse();
  }

  @Test
  void shouldMeetATargetExactly() {
    assertThat(Unit.MICROSECONDS.meets(10, 10)).isTrue();
    assertThat(Unit.TASKS_PER_SECOND.meets(10, 10)).isTrue();
  }

  @Test
  void shouldKnowNothingWithoutPeerAndTarget() {
    Comparison comparison =
        new Comparison("g.time", Unit.MILLISECONDS, Spread.of(300), null, null, null);
    assertThat(comparison.ratio()).isNull();
    assertThat(comparison.met()).isNull();
  }

  @Test
  void shouldHaveNoRatioToNothingAtAll() {
    Comparison comparison =
        new Comparison("g.time", Unit.MILLISECONDS, Spread.of(0), null, "peer", Spread.of(0));
    assertThat(comparison.ratio()).isNull();
  }

  @Test
  void shouldTurnBytesIntoMegabytes() {
    assertThat(Unit.MEGABYTES.of(2_500_000)).isEqualTo(2.5);
  }

  @Test
  void shouldTurnSecondsIntoRatesAndTimes() {
    assertThat(Unit.ITEMS_PER_SECOND.of(0.25)).isEqualTo(4);
    assertThat(Unit.MICROSECONDS.of(0.25)).isEqualTo(250_000);
    assertThat(Unit.MILLISECONDS.of(0.25)).isEqualTo(250);
  }
}
