package dev.procession.cli.function;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.cli.records.RecordFormat;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ResultWriterTest {

  /** A value with parts. */
  public record Point(int x, int y) {}

  static Stream<Arguments> results() {
    return Stream.of(
        Arguments.of("text", "text", "\"text\""),
        Arguments.of("two\nlines", "\"two\\nlines\"", "\"two\\nlines\""),
        Arguments.of(1, "1", "1"),
        Arguments.of(1.5, "1.5", "1.5"),
        Arguments.of(true, "true", "true"),
        Arguments.of('x', "x", "\"x\""),
        Arguments.of(null, "null", "null"),
        Arguments.of(DayOfWeek.MONDAY, "MONDAY", "\"MONDAY\""),
        Arguments.of(LocalDate.EPOCH, "1970-01-01", "\"1970-01-01\""),
        Arguments.of(Path.of("/a"), "/a", "\"/a\""),
        Arguments.of(Optional.of("x"), "x", "\"x\""),
        Arguments.of(Optional.empty(), "null", "null"),
        Arguments.of(List.of(1, 2), "[1,2]", "[1,2]"),
        Arguments.of(new int[] {1, 2}, "[1,2]", "[1,2]"),
        Arguments.of(new byte[] {1, 2}, "\"AQI=\"", "\"AQI=\""),
        Arguments.of(Map.of("a", 1), "{\"a\":1}", "{\"a\":1}"),
        Arguments.of(new Point(1, 2), "{\"x\":1,\"y\":2}", "{\"x\":1,\"y\":2}"));
  }

  @ParameterizedTest
  @MethodSource("results")
  void shouldWriteTextOrJson(Object result, String asText, String asJson) {
    assertThat(write(RecordFormat.LINES, result)).isEqualTo(asText);
    assertThat(write(RecordFormat.JSON, result)).isEqualTo(asJson);
  }

  @ParameterizedTest
  @MethodSource("results")
  void shouldNeverWriteTheSeparator(Object result) {
    assertThat(write(RecordFormat.LINES, result)).doesNotContain("\n");
    assertThat(write(RecordFormat.NULL, result)).doesNotContain("\0");
    assertThat(write(RecordFormat.NULL, "a\0b\nc")).isEqualTo("\"a\\u0000b\\nc\"");
    assertThat(write(RecordFormat.NULL, "a\nb")).isEqualTo("a\nb");
  }

  private static String write(RecordFormat format, Object result) {
    return new String(ResultWriter.of(format).write(result), UTF_8);
  }
}
