package dev.procession.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.benchmarks.harness.Comparison;
import dev.procession.benchmarks.harness.Spread;
import dev.procession.benchmarks.harness.Unit;
import org.junit.jupiter.api.Test;

class JsonReportTest {
  @Test
  void shouldWriteAllFieldsInOneLine() {
    Comparison comparison =
        new Comparison(
            "pool.echo",
            Unit.MILLISECONDS,
            Spread.of(0.25, 0.5, 0.125),
            0.3,
            "cpython-pool",
            Spread.of(1, 0.75));
    assertThat(JsonReport.line(comparison))
        .isEqualTo(
            """
            {"name":"pool.echo","unit":"ms","better":"lower","ours":0.25,"peer":"cpython-pool",\
            "theirs":0.875,"ratio":3.5,"target":0.3,"met":true,"rounds":3,"ours_min":0.125,\
            "ours_max":0.5,"theirs_min":0.75,"theirs_max":1}""");
  }

  @Test
  void shouldWriteNullForWhatThereIsNot() {
    Comparison comparison =
        new Comparison(
            "pool.map", Unit.ITEMS_PER_SECOND, Spread.of(12_345_678.9), null, null, null);
    assertThat(JsonReport.line(comparison))
        .isEqualTo(
            """
            {"name":"pool.map","unit":"items/s","better":"higher","ours":12345700,"peer":null,\
            "theirs":null,"ratio":null,"target":null,"met":null,"rounds":1,"ours_min":12345700,\
            "ours_max":12345700,"theirs_min":null,"theirs_max":null}""");
  }
}
