package dev.procession.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class ConvertersTest {

  @ParameterizedTest
  @CsvSource({"1ms, PT0.001S", "30s, PT30S", "1.5m, PT1M30S", "2h, PT2H"})
  void shouldReadDurations(String text, Duration duration) {
    assertThat(new DurationConverter().convert(text)).isEqualTo(duration);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "30", "s", "-1s", "0s", "0.1ms", "1 s", "1d", "9999999999999s"})
  void shouldRefuseWhatIsNoDuration(String text) {
    assertThatThrownBy(() -> new DurationConverter().convert(text))
        .isInstanceOf(TypeConversionException.class)
        .hasMessage(
            "not a duration of a millisecond or more: value="
                + text
                + "; write 500ms, 30s, 2m or 1h");
  }

  @ParameterizedTest
  @CsvSource({"65536, 65536", "64k, 65536", "512m, 536870912", "1G, 1073741824"})
  void shouldReadSizes(String text, long size) {
    assertThat(new SizeConverter().convert(text)).isEqualTo(size);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "m", "-1", "1.5g", "1 g", "1gb", "99999999999t"})
  void shouldRefuseWhatIsNoSize(String text) {
    assertThatThrownBy(() -> new SizeConverter().convert(text))
        .isInstanceOf(TypeConversionException.class)
        .hasMessage("not a size: value=" + text + "; write 512m, 1g, or a number of bytes");
  }
}
