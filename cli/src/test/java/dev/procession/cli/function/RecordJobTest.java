package dev.procession.cli.function;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.cli.records.RecordFormat;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a worker does with a record, here without a worker. */
class RecordJobTest {

  /** Functions of all kinds. */
  public static final class Samples {
    private Samples() {}

    public record Order(String name, int count) {}

    public static final class Twin implements UnaryOperator<Integer> {
      @Override
      public Integer apply(Integer number) {
        return number + number;
      }
    }

    public static final class Untyped implements java.util.function.Function<Object, Object> {
      @Override
      public Object apply(Object value) {
        return value.getClass().getSimpleName();
      }
    }

    public static String upper(String text) {
      return text.toUpperCase(java.util.Locale.ROOT);
    }

    public static int twice(int number) {
      return 2 * number;
    }

    public static DayOfWeek next(DayOfWeek day) {
      return day.plus(1);
    }

    public static int size(byte[] content) {
      return content.length;
    }

    public static int read(InputStream content) throws IOException {
      return content.readAllBytes().length;
    }

    public static String name(Path file) {
      return file.getFileName().toString();
    }

    public static int total(List<Order> orders) {
      return orders.stream().mapToInt(Order::count).sum();
    }

    public static Order order(Map<String, Object> json) {
      return new Order((String) json.get("name"), json.size());
    }

    public static String doubled(String text) {
      return text + "\n" + text;
    }

    public static void nothing(String text) {}

    public static String existing(Path file) throws IOException {
      return Files.readString(file);
    }

    public static Order unreachable(Order order) {
      return order;
    }
  }

  @TempDir Path directory;

  private static byte[] call(String function, RecordFormat format, byte[] record) throws Exception {
    FunctionTarget target = FunctionFinder.find(Samples.class.getName() + function, List.of());
    return new RecordJob(target, format).call(record);
  }

  private static String call(String function, RecordFormat format, String record) throws Exception {
    byte[] result = call(function, format, record.getBytes(UTF_8));
    return result == null ? null : new String(result, UTF_8);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      textBlock =
          """
          ::upper   | LINES | ä b                       | Ä B
          ::twice   | LINES | 21                        | 42
          ::next    | LINES | SUNDAY                    | MONDAY
          ::size    | LINES | äb                        | 3
          ::read    | LINES | äb                        | 3
          ::name    | LINES | some/where                | where
          ::doubled | LINES | a                         | "a\\na"
          $Twin     | LINES | 4                         | 8
          $Untyped  | LINES | 4                         | String
          ::upper   | JSON  | "a"                       | "A"
          ::twice   | JSON  | 21                        | 42
          ::total   | JSON  | [{"count":2},{"count":3}] | 5
          ::order   | JSON  | {"name":"a","b":1}        | {"name":"a","count":2}
          $Untyped  | JSON  | 4                         | "Integer"
          """)
  void shouldConvertArgumentAndResult(
      String function, RecordFormat format, String record, String result) throws Exception {
    assertThat(call(function, format, record)).isEqualTo(result);
  }

  @Test
  void shouldReadTheFilesThatRecordsName() throws Exception {
    Path file = Files.writeString(directory.resolve("three"), "abc");

    assertThat(call("::size", RecordFormat.FILES, file.toString())).isEqualTo("3");
    assertThat(call("::read", RecordFormat.FILES, file.toString())).isEqualTo("3");
    assertThat(call("::name", RecordFormat.FILES, file.toString())).isEqualTo("three");
  }

  @Test
  void shouldWriteNothingWhereThereIsNoResult() throws Exception {
    assertThat(call("::nothing", RecordFormat.LINES, "x")).isNull();
  }

  @Test
  void shouldFailAsTheFunctionFails() {
    assertThatThrownBy(() -> call("::existing", RecordFormat.LINES, "not/there"))
        .isExactlyInstanceOf(NoSuchFileException.class)
        .hasMessage("not/there");
  }

  @Test
  void shouldRefuseBytesThatAreNoText() {
    assertThatThrownBy(() -> call("::upper", RecordFormat.LINES, new byte[] {(byte) 0xff}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not valid UTF-8: byte=0");
  }

  @Test
  void shouldSayThatThereIsNoConversion() {
    assertThatThrownBy(() -> call("::unreachable", RecordFormat.LINES, "x"))
        .isInstanceOf(UnusableFunctionException.class)
        .hasMessage(
            "a text cannot be converted to the parameter's type: type="
                + Samples.Order.class.getName()
                + "; use --records json if the records are JSON");
  }

  @Test
  void shouldSayThatAClassIsMissing() {
    var target =
        new FunctionTarget(
            "com.acme.Gone", FunctionTarget.Kind.STATIC_METHOD, "run", "(I)Ljava/lang/String;");
    assertThatThrownBy(() -> new RecordJob(target, RecordFormat.LINES).call(new byte[0]))
        .isInstanceOf(UnusableFunctionException.class)
        .hasMessage(
            "the function could not be loaded: function=com.acme.Gone::run(I)Ljava/lang/String;,"
                + " reason=java.lang.ClassNotFoundException: com.acme.Gone; is everything it needs"
                + " in --class-path?");
  }
}
