package dev.procession.internal.wire;

import static dev.procession.internal.wire.WireTesting.copy;
import static dev.procession.internal.wire.WireTesting.tag;
import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.Fn;
import dev.procession.internal.wire.Samples.Nothing;
import dev.procession.internal.wire.Samples.Operation;
import dev.procession.internal.wire.Samples.Pair;
import dev.procession.internal.wire.Samples.Point;
import java.io.Serial;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Period;
import java.time.Year;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.AbstractMap.SimpleEntry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Values that JDK serialization takes, widened by our stand-ins, come back equal. */
class ObjectCodecSerializedTest {
  @SuppressWarnings("JdkObsolete")
  static Stream<Arguments> serializedValues() {
    return Stream.<Object>of(
            new BigDecimal("-12345678901234567890.0123456789"),
            BigInteger.TWO.pow(200),
            Instant.EPOCH.minusNanos(1),
            Duration.ofDays(-3),
            LocalDate.MIN,
            LocalTime.MIDNIGHT,
            LocalDateTime.of(2024, 2, 29, 23, 59),
            ZonedDateTime.of(2024, 7, 1, 0, 0, 0, 0, ZoneId.of("Europe/Berlin")),
            ZoneOffset.MIN,
            Period.ofMonths(5),
            Year.of(1),
            new UUID(1, -1),
            URI.create("http://localhost/%20?q=é"),
            Locale.CANADA_FRENCH,
            Optional.empty(),
            Optional.of(1),
            Optional.of(Optional.of(List.of(Optional.empty()))),
            OptionalInt.of(-1),
            OptionalInt.empty(),
            OptionalLong.of(Long.MIN_VALUE),
            OptionalLong.empty(),
            OptionalDouble.of(Double.NaN),
            OptionalDouble.empty(),
            Map.entry("key", List.of("value")),
            new HashMap<>(Map.of("key", 1)).entrySet().iterator().next(),
            new TreeMap<>(Map.of("key", 1)).firstEntry(),
            Collections.singletonMap("key", null).entrySet().iterator().next(),
            Map.entry(Optional.of(1), Map.entry(new Nothing(), new Pair<>(null, null))),
            new SimpleEntry<>("key", null),
            Map.of(),
            Map.of("one", 1),
            Map.of("one", 1, "two", List.of(2)),
            new TreeMap<>(Map.of("b", 2, "a", 1)),
            new HashMap<>(Map.of(Operation.PLUS, Set.of(1, 2))),
            new EnumMap<>(Map.of(DayOfWeek.MONDAY, "Monday")),
            EnumSet.of(DayOfWeek.SUNDAY, DayOfWeek.MONDAY),
            Set.of(),
            Set.of("a", "b"),
            new HashSet<>(Arrays.asList(null, 1, "a")),
            BitSet.valueOf(new long[] {5, 0, -1}),
            new LinkedList<>(List.of(1, 2)),
            Arrays.asList("a", null, 1),
            Collections.unmodifiableList(new ArrayList<>(List.of(1))),
            Collections.nCopies(3, "x"),
            Collections.emptyList(),
            Stream.of(1, null).toList(),
            new ArrayList<>(List.of(List.of(List.of(1), List.of()), new ArrayList<>(List.of("a")))),
            new ArrayList<>(List.of(1, 2, 3, 4)).subList(1, 3),
            new ArrayList<>(List.of(1, 2, 3, 4)).subList(1, 4).subList(1, 2),
            List.of(1, 2, 3, 4).subList(1, 3),
            List.of(1, 2, 3, 4).subList(2, 2),
            Arrays.asList(1, null, 3).subList(0, 2),
            new LinkedList<>(List.of(1, 2, 3)).subList(0, 2),
            new ArrayList<>(List.of(1, 2, 3)).reversed(),
            new HashMap<>(Map.of("a", 1, "b", 2)).keySet(),
            new HashMap<>(Map.of("a", 1, "b", 2)).entrySet(),
            new TreeMap<>(Map.of("a", 1, "b", 2)).descendingMap().keySet(),
            List.of(new ArrayList<>(List.of(1, 2)).subList(0, 1), List.of(1, 2, 3).subList(0, 2)),
            new Pair<>(List.of(1), Optional.of(new Pair<>(null, Map.of("k", new Nothing())))),
            List.of(new Pair<>(List.of(new Point(1, 2)), Instant.EPOCH)),
            new String[] {"a", null, "\uD800"},
            new Integer[] {1, null},
            new Object[] {1, "a", null, new int[] {1}, new Object[] {new Pair<>(1, 2)}},
            new Point[] {new Point(1, 2), null},
            new Pair<?, ?>[] {new Pair<>(1, List.of()), null},
            new Optional<?>[] {Optional.empty(), null},
            new int[][] {{1}, {}, {2, 3}, null},
            new byte[][][] {{{1}, {}}, {}, null},
            new boolean[2][3],
            new String[][] {{"a"}, {null}, {}},
            new Object[0],
            new long[0][],
            new Class<?>[] {int.class, void.class, int[].class, String.class, Pair.class})
        .map(value -> Arguments.of(value));
  }

  @ParameterizedTest
  @MethodSource("serializedValues")
  void shouldCopyAValue(Object value) {
    assertThat(tag(value)).isEqualTo(Tag.SERIALIZED);
    assertThat(copy(value)).isEqualTo(value);
  }

  @ParameterizedTest
  @MethodSource("serializedValues")
  void shouldCopyAValueInsideOthers(Object value) {
    var nested = new Pair<>(Optional.of(new Object[] {value}), null);
    assertThat(copy(nested).first().orElseThrow()).isEqualTo(new Object[] {value});
  }

  @Test
  void shouldKeepTheTypesOfArrays() {
    for (Object array :
        List.of(
            new Integer[0],
            new Pair<?, ?>[0],
            new int[0][],
            new Optional<?>[1],
            new Map<?, ?>[0])) {
      assertThat(copy(array)).hasSameClassAs(array);
    }
  }

  @Test
  void shouldKeepTheOrderOfAMap() {
    Map<String, Integer> map = new LinkedHashMap<>();
    for (String key : List.of("z", "a", "m")) {
      map.put(key, map.size());
    }
    assertThat(copy(map)).containsExactlyEntriesOf(map);
  }

  @Test
  void shouldCopyAQueue() {
    assertThat(copy(new ArrayDeque<>(List.of(1, 2, 3)))).containsExactly(1, 2, 3);
  }

  @Test
  void shouldNotLetAPartOfAFixedListBeChanged() {
    List<Integer> copied = copy(List.of(1, 2, 3).subList(0, 2));
    assertThat(copied).isUnmodifiable();
  }

  @Test
  void shouldCopyALongString() {
    String text = "\u20AC\uD800".repeat(50_000);
    assertThat(copy(Optional.of(text)).orElseThrow().equals(text)).isTrue();
  }

  @Test
  void shouldKeepNegativeZeroAndNotANumber() {
    double[] copied = copy(Optional.of(new double[] {-0.0, Double.NaN})).orElseThrow();
    assertThat(Double.doubleToRawLongBits(copied[0])).isEqualTo(Long.MIN_VALUE);
    assertThat(copied[1]).isNaN();
  }

  @Test
  void shouldCopyALambdaWithWhatItCaptures() throws Exception {
    var captured = new Pair<>(List.of(40), 2);
    Fn<Integer, Integer> function = n -> n + captured.first().getFirst() + captured.second();
    assertThat(copy(function).call(1)).isEqualTo(43);
    Fn<Integer, Integer> negated = n -> -n;
    assertThat(copy(function.andThen(negated).compose(negated)).call(1)).isEqualTo(-41);
    assertThat(copy(function.andThen(n -> -n).compose((Integer n) -> n + 1)).call(1))
        .isEqualTo(-44);
  }

  @Test
  void shouldSendWhatARecordPutsInItsPlace() {
    assertThat(copy(new Celsius(1))).isEqualTo(new Celsius(2));
    assertThat(copy(List.of(new Celsius(1)))).containsExactly(new Celsius(2));
  }

  @Test
  void shouldCopyTheValuesOfAMap() {
    Map<String, Integer> map = new TreeMap<>(Map.of("a", 1, "b", 2));
    assertThat(copy(map.values())).containsExactly(1, 2);
  }

  @Test
  void shouldGetWhatARecordPutsInItsPlaceWhenItIsRead() {
    assertThat(copy(Interned.ONLY)).isSameAs(Interned.ONLY);
    assertThat(copy(List.of(Interned.ONLY)).getFirst()).isSameAs(Interned.ONLY);
  }

  /** Exists once. */
  record Interned(int value) implements Serializable {
    static final Interned ONLY = new Interned(1);

    @Serial
    private Object readResolve() {
      return ONLY;
    }
  }

  /** Says what is to be sent. */
  record Celsius(int degrees) implements Serializable {
    @Serial
    private Object writeReplace() {
      return new Replacement(degrees + 1);
    }
  }

  /** What is sent for {@link Celsius}. */
  record Replacement(int degrees) implements Serializable {
    @Serial
    private Object readResolve() {
      return new Celsius(degrees);
    }
  }
}
