package dev.procession.cli.function;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StrictJsonTest {
  private final StrictJson json = new StrictJson();

  /** A record with one component of each kind. */
  public record Order(
      String name,
      int count,
      BigDecimal price,
      DayOfWeek day,
      LocalDate date,
      List<Integer> sizes) {}

  /** A bean. */
  public static final class Bean {
    private boolean ready;

    public boolean isReady() {
      return ready;
    }

    public void setReady(boolean ready) {
      this.ready = ready;
    }
  }

  @SuppressWarnings("unused") // only their types are looked at
  private static void generic(List<Order> orders, Map<String, Order> byName, List<?> any) {}

  private static Type parameter(int index) throws NoSuchMethodException {
    return StrictJsonTest.class.getDeclaredMethod("generic", List.class, Map.class, List.class)
        .getGenericParameterTypes()[index];
  }

  @Test
  void shouldReadRecordsAndBeans() throws Exception {
    var text =
        """
        {"name":"a","count":2,"price":1.50,"day":"MONDAY","date":"2026-11-21","sizes":[1,2]}\
        """;
    assertThat(json.read(text, Order.class))
        .isEqualTo(
            new Order(
                "a",
                2,
                new BigDecimal("1.50"),
                DayOfWeek.MONDAY,
                LocalDate.of(2026, 11, 21),
                List.of(1, 2)));
    assertThat(json.read("{\"ready\":true}", Bean.class))
        .isInstanceOfSatisfying(Bean.class, bean -> assertThat(bean.isReady()).isTrue());
  }

  @Test
  void shouldReadWhatJsonItselfKnows() throws Exception {
    assertThat(json.read("{\"a\":[1,\"x\",true,null]}", Map.class))
        .isEqualTo(Map.of("a", Arrays.asList(1, "x", true, null)));
    assertThat(json.read("[1,2.5]", Object.class)).isEqualTo(List.of(1, new BigDecimal("2.5")));
    assertThat(json.read("\"x\"", Object.class)).isEqualTo("x");
    assertThat(json.read("null", String.class)).isNull();
    assertThat(json.read("\"x\"", String.class)).isEqualTo("x");
    assertThat(json.read("7", int.class)).isEqualTo(7);
    assertThat(json.read("7", long.class)).isEqualTo(7L);
    assertThat(json.read("[1,2]", int[].class)).isEqualTo(new int[] {1, 2});
  }

  @Test
  void shouldReadElementsOfTheirType() throws Exception {
    var order = new Order("a", 0, null, null, null, null);
    assertThat(json.read("[{\"name\":\"a\"}]", parameter(0))).isEqualTo(List.of(order));
    assertThat(json.read("{\"k\":{\"name\":\"a\"}}", parameter(1))).isEqualTo(Map.of("k", order));
    assertThat(json.read("[1]", parameter(2))).isEqualTo(List.of(1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nonsense",
        "[]",
        "1",
        "{\"count\":\"x\"}",
        "{\"count\":1.5}",
        "{\"count\":null}",
        "{\"count\":[]}",
        "{\"count\":99999999999}",
        "{\"day\":\"SOMEDAY\"}",
        "{\"date\":\"tomorrow\"}",
        "{\"sizes\":[\"x\"]}",
        "{\"name\":{}}",
        "{} {}",
        "{\"name\":\"a\""
      })
  void shouldNotMakeSomethingOfNonsense(String text) {
    assertThatThrownBy(() -> json.read(text, Order.class)).isInstanceOf(Exception.class);
  }

  @Test
  void shouldRefuseAnotherKindOfValue() {
    assertThatThrownBy(() -> json.read("[1]", Map.class))
        .hasMessage("the JSON value is not of type java.util.Map");
    assertThatThrownBy(() -> json.read("null", int.class)).isInstanceOf(Exception.class);
  }

  @Test
  void shouldWriteOnOneLine() {
    Map<String, Object> value = new LinkedHashMap<>();
    value.put("text", "a\nb");
    value.put("number", 1.5);
    value.put("nothing", null);
    value.put("date", LocalDate.of(2026, 11, 21));
    value.put("maybe", Optional.of(1));
    value.put("order", new Order("a", 1, null, DayOfWeek.MONDAY, null, List.of()));
    assertThat(new String(json.write(value), UTF_8))
        .isEqualTo(
            """
            {"text":"a\\nb","number":1.5,"nothing":null,"date":"2026-11-21","maybe":1,\
            "order":{"name":"a","count":1,"price":null,"day":"MONDAY","date":null,"sizes":[]}}\
            """);
  }
}
