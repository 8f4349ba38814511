package dev.procession.internal.wire;

import static dev.procession.internal.wire.WireTesting.copy;
import static dev.procession.internal.wire.WireTesting.encode;
import static dev.procession.internal.wire.WireTesting.tag;
import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.internal.wire.Samples.Cell;
import dev.procession.internal.wire.Samples.Everything;
import dev.procession.internal.wire.Samples.Nothing;
import dev.procession.internal.wire.Samples.Operation;
import dev.procession.internal.wire.Samples.Pair;
import dev.procession.internal.wire.Samples.Point;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Plain values come back as they were, and without JDK serialization. */
class ObjectCodecPlainTest {
  static Stream<Object> plainValues() {
    return Stream.of(
        true,
        false,
        (byte) 0,
        Byte.MIN_VALUE,
        Byte.MAX_VALUE,
        Short.MIN_VALUE,
        Short.MAX_VALUE,
        Character.MIN_VALUE,
        Character.MAX_VALUE,
        'x',
        0,
        Integer.MIN_VALUE,
        Integer.MAX_VALUE,
        Long.MIN_VALUE,
        Long.MAX_VALUE,
        0f,
        Float.MIN_VALUE,
        Float.NEGATIVE_INFINITY,
        0d,
        Double.MIN_VALUE,
        Double.POSITIVE_INFINITY,
        "text",
        Operation.PLUS,
        Operation.MINUS,
        new Point(1, -1),
        new Nothing(),
        new Pair<>("left", 'r'),
        new Pair<>(null, null),
        new Pair<>(new Pair<>(1, null), new Pair<>(Operation.MINUS, new Point(2, 3))),
        new Everything(
            true,
            (byte) -1,
            (short) -2,
            '\uFFFF',
            -3,
            -4L,
            -0.0f,
            Double.NaN,
            "é",
            Operation.PLUS,
            new Point(5, 6)),
        new Everything(false, (byte) 0, (short) 0, '\0', 0, 0, 0, 0, null, null, null),
        new byte[] {0, -1, 127, -128},
        new short[] {0, Short.MIN_VALUE, Short.MAX_VALUE},
        new char[] {0, 'x', '\uD800', '\uFFFF'},
        new int[] {0, Integer.MIN_VALUE, Integer.MAX_VALUE},
        new long[] {0, Long.MIN_VALUE, Long.MAX_VALUE},
        new float[] {0, -0.0f, Float.MIN_VALUE, Float.NaN},
        new double[] {0, -0.0, Double.MIN_VALUE, Double.NaN},
        new boolean[] {true, false, true},
        new byte[0],
        new short[0],
        new char[0],
        new int[0],
        new long[0],
        new float[0],
        new double[0],
        new boolean[0],
        new ArrayList<>(),
        new ArrayList<>(Arrays.asList(1, null, "two", 3.0, Operation.PLUS, new Point(4, 5))),
        List.of(),
        List.of(1),
        List.of("a", 2L),
        List.of('a', (short) 2, (byte) 3, 4f, true));
  }

  @ParameterizedTest
  @MethodSource("plainValues")
  void shouldCopyAPlainValue(Object value) {
    assertThat(tag(value)).isNotEqualTo(Tag.SERIALIZED);
    assertThat(copy(value)).isEqualTo(value).hasSameClassAs(value);
  }

  @Test
  void shouldCopyNull() {
    assertThat(encode(null)).hasSize(1);
    assertThat(copy((Object) null)).isNull();
  }

  @Test
  void shouldCopyEnumConstantsAsThemselves() {
    for (Operation operation : Operation.values()) {
      assertThat(copy(operation)).isSameAs(operation);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0x8000_0000_0000_0000L, 0x7FF8_0000_0000_0ABCL, 0xFFF8_0000_0000_0001L})
  void shouldKeepTheBitsOfADouble(long bits) {
    double value = Double.longBitsToDouble(bits);
    assertThat(Double.doubleToRawLongBits(copy(value))).isEqualTo(bits);
    assertThat(Double.doubleToRawLongBits(copy(new double[] {value})[0])).isEqualTo(bits);
  }

  @ParameterizedTest
  @ValueSource(ints = {0x8000_0000, 0x7FC0_0ABC, 0xFFC0_0001})
  void shouldKeepTheBitsOfAFloat(int bits) {
    float value = Float.intBitsToFloat(bits);
    assertThat(Float.floatToRawIntBits(copy(value))).isEqualTo(bits);
    assertThat(Float.floatToRawIntBits(copy(new float[] {value})[0])).isEqualTo(bits);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "plain",
        "\0",
        "é\u0080\u00FF",
        "\u0100",
        "caf\u00E9 \u20AC",
        "\uD83D\uDE42",
        "\uD800",
        "\uDC00",
        "\uDC00\uD800",
        "a\uD83Db",
        "\uFFFE\uFFFF?"
      })
  void shouldCopyAString(String value) {
    assertThat(tag(value)).isIn(Tag.LATIN1, Tag.UTF16);
    assertThat(copy(value)).isEqualTo(value);
    assertThat(copy(List.of(value, value))).containsExactly(value, value);
  }

  @Test
  void shouldCopyALargeString() {
    String latin1 = "aé".repeat(500_000);
    String utf16 = latin1 + "\u20AC";
    assertThat(encode(latin1)).hasSize(5 + latin1.length());
    assertThat(encode(utf16)).hasSize(5 + 2 * utf16.length());
    assertThat(copy(latin1).equals(latin1)).isTrue();
    assertThat(copy(utf16).equals(utf16)).isTrue();
  }

  @Test
  void shouldMakeALargeListWithoutLosingElements() {
    List<Integer> numbers = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      numbers.add(i);
    }
    assertThat(copy(numbers).equals(numbers)).isTrue();
  }

  @Test
  void shouldGiveAListThatCanBeChangedIfTheOriginalCould() {
    List<Integer> copied = copy(new ArrayList<>(List.of(1, 2)));
    copied.add(3);
    assertThat(copied).containsExactly(1, 2, 3);
  }

  @Test
  void shouldCopyRecordsInRecords() {
    Cell chain = Cell.chain(150);
    assertThat(copy(chain)).isEqualTo(chain);
  }

  @Test
  void shouldReadSeveralValuesOneAfterTheOther() {
    var out = new WireOutput(1);
    List<Object> values = List.of(1, "two", new int[] {3}, List.of(4), List.of(List.of(5)), 6L);
    values.forEach(value -> ObjectCodec.write(out, value, "the value"));
    var in = new WireInput(out.toByteArray());
    for (Object value : values) {
      assertThat(ObjectCodec.read(in, WireTesting.LOADER, "the value")).isEqualTo(value);
    }
    assertThat(in.remaining()).isZero();
  }
}
