package dev.procession.cli.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TextConversionTest {

  static Stream<Arguments> values() {
    return Stream.of(
        Arguments.of(String.class, " as it is ", " as it is "),
        Arguments.of(CharSequence.class, "x", "x"),
        Arguments.of(Object.class, "x", "x"),
        Arguments.of(int.class, "-12", -12),
        Arguments.of(Integer.class, " 12 ", 12),
        Arguments.of(long.class, "12345678901", 12345678901L),
        Arguments.of(short.class, "12", (short) 12),
        Arguments.of(byte.class, "12", (byte) 12),
        Arguments.of(double.class, "1e3", 1000.0),
        Arguments.of(float.class, "1.5", 1.5f),
        Arguments.of(boolean.class, "true", true),
        Arguments.of(char.class, "x", 'x'),
        Arguments.of(BigInteger.class, "123", BigInteger.valueOf(123)),
        Arguments.of(BigDecimal.class, "1.50", new BigDecimal("1.50")),
        Arguments.of(DayOfWeek.class, "MONDAY", DayOfWeek.MONDAY),
        Arguments.of(Path.class, "/a/b", Path.of("/a/b")),
        Arguments.of(File.class, "a", new File("a")),
        Arguments.of(URI.class, "http://a/b", URI.create("http://a/b")),
        Arguments.of(LocalDate.class, "2026-11-21", LocalDate.of(2026, 11, 21)),
        Arguments.of(Duration.class, "PT5S", Duration.ofSeconds(5)),
        Arguments.of(UUID.class, new UUID(1, 2).toString(), new UUID(1, 2)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("values")
  void shouldMakeValues(Class<?> type, String text, Object value) throws Exception {
    assertThat(TextConversion.to(type).from(text)).isEqualTo(value);
  }

  static Stream<Arguments> nonsense() {
    return Stream.of(
        Arguments.of(int.class, "x"),
        Arguments.of(int.class, ""),
        Arguments.of(int.class, "99999999999"),
        Arguments.of(int.class, "1.5"),
        Arguments.of(boolean.class, "yes"),
        Arguments.of(char.class, "xx"),
        Arguments.of(DayOfWeek.class, "SOMEDAY"),
        Arguments.of(LocalDate.class, "tomorrow"));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("nonsense")
  void shouldNotMakeSomethingOfNonsense(Class<?> type, String text) {
    assertThatThrownBy(() -> TextConversion.to(type).from(text)).isInstanceOf(Exception.class);
  }

  @Test
  void shouldSayThatThereIsNoConversion() {
    assertThat(TextConversion.to(List.class)).isNull();
    assertThat(TextConversion.to(Thread.State[].class)).isNull();
  }
}
