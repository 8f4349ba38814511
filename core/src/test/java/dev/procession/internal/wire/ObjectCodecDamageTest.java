package dev.procession.internal.wire;

import static dev.procession.internal.wire.WireTesting.decode;
import static dev.procession.internal.wire.WireTesting.encode;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.Fn;
import dev.procession.NotSendableException;
import dev.procession.internal.wire.Samples.Operation;
import dev.procession.internal.wire.Samples.Pair;
import dev.procession.internal.wire.Samples.Point;
import dev.procession.internal.wire.Samples.Positive;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Hashtable;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever the bytes are, reading them ends in a value or in {@link NotSendableException}, and
 * takes no more memory than the bytes justify.
 */
class ObjectCodecDamageTest {
  static Stream<Object> plainValues() {
    return Stream.of(
        (byte) 1,
        'x',
        1,
        1.0,
        "latin",
        "\u20AC",
        new byte[3],
        new short[3],
        new char[3],
        new int[3],
        new long[3],
        new float[3],
        new double[3],
        new boolean[3],
        Operation.PLUS,
        new Pair<>(new Point(1, 2), "text"),
        new ArrayList<>(Arrays.asList(1, null, "text")),
        List.of(1, "text"));
  }

  static Stream<Arguments> serializedValues() {
    Fn<Integer, Integer> function = n -> n + 1;
    return Stream.<Object>of(
            Optional.of("text"),
            new Pair<>(Optional.empty(), List.of(1)),
            new Object[] {1, "text", new int[1], null},
            new int[2][2],
            new HashMap<>(Map.of("key", Operation.PLUS)),
            new HashSet<>(List.of(1)),
            List.of(List.of(1L), new ArrayList<>(List.of(2d))),
            new ArrayDeque<>(List.of(1)),
            LocalDate.EPOCH,
            BigInteger.TEN,
            Map.entry(1, Optional.of(2)),
            function)
        .map(value -> Arguments.of(value));
  }

  /** Collections whose length is said apart from their elements. */
  @SuppressWarnings("JdkObsolete")
  static Stream<Arguments> collections() {
    return Stream.<Object>of(
            new int[0][],
            new Object[][] {{}},
            new byte[][] {{}},
            new HashMap<>(),
            new LinkedHashMap<>(),
            new IdentityHashMap<>(),
            new Hashtable<>(),
            new HashSet<>(),
            new ArrayDeque<>(),
            new PriorityQueue<>(List.of(1)),
            Map.of(),
            Optional.of(new ArrayList<>()))
        .map(value -> Arguments.of(value));
  }

  @ParameterizedTest
  @MethodSource("plainValues")
  void shouldRefuseAPlainValueThatIsCutOff(Object value) {
    Damage.truncate(encode(value), ObjectCodecDamageTest::expectRefusal);
  }

  @ParameterizedTest
  @MethodSource("serializedValues")
  void shouldRefuseASerializedValueThatIsCutOff(Object value) {
    Damage.truncate(encode(value), ObjectCodecDamageTest::expectRefusal);
  }

  @ParameterizedTest
  @MethodSource("serializedValues")
  void shouldSurviveASerializedValueThatIsCutOffButSaysItIsNot(Object value) {
    Damage.truncate(encode(value), bytes -> readIfPossible(withHonestLength(bytes)));
  }

  @ParameterizedTest
  @MethodSource({"plainValues", "serializedValues"})
  void shouldSurviveAWrongByte(Object value) {
    Damage.mutate(encode(value), ObjectCodecDamageTest::readIfPossible);
  }

  @ParameterizedTest
  @MethodSource({"plainValues", "collections"})
  void shouldNotBelieveALength(Object value) {
    Damage.exaggerate(encode(value), ObjectCodecDamageTest::readIfPossible);
  }

  @ParameterizedTest
  @ValueSource(ints = {Integer.MAX_VALUE, Integer.MAX_VALUE - 8, 1 << 28, 4, -1, Integer.MIN_VALUE})
  void shouldRefuseALengthThatDoesNotFit(int length) {
    for (int tag = Tag.LATIN1; tag <= Tag.SERIALIZED; tag++) {
      byte[] bytes = ByteBuffer.allocate(8).put((byte) tag).putInt(length).array();
      Damage.read(bytes, ObjectCodecDamageTest::expectRefusal);
    }
  }

  @Test
  void shouldRefuseAnArrayLargerThanItsMessage() {
    for (Object array : List.of(new Object[0], new String[0], new int[0][], new Point[0])) {
      byte[] bytes = encode(array);
      for (int claim : new int[] {Integer.MAX_VALUE, Integer.MAX_VALUE - 8, 1 << 20, -1}) {
        ByteBuffer.wrap(bytes).putInt(bytes.length - Integer.BYTES, claim);
        Damage.read(bytes, ObjectCodecDamageTest::expectRefusal);
      }
    }
  }

  @Test
  void shouldSurviveNoise() {
    long seed = System.nanoTime();
    var random = new Random(seed);
    try {
      Damage.invent(random, 1000, new byte[0], ObjectCodecDamageTest::readIfPossible);
      for (int tag = 0; tag <= Tag.SERIALIZED; tag++) {
        byte[] beginning = {(byte) tag};
        Damage.invent(random, 50, beginning, ObjectCodecDamageTest::readIfPossible);
        byte[] likely = {(byte) tag, 0, 0, 0};
        Damage.invent(random, 50, likely, ObjectCodecDamageTest::readIfPossible);
      }
      byte[] stream = {Tag.SERIALIZED, 0, 0, 0, 0, (byte) 0xAC, (byte) 0xED, 0, 5};
      for (int type = 0x70; type <= 0x7E; type++) {
        byte[] beginning = Arrays.copyOf(stream, stream.length + 1);
        beginning[stream.length] = (byte) type;
        Damage.invent(random, 50, beginning, bytes -> readIfPossible(withHonestLength(bytes)));
      }
    } catch (AssertionError e) {
      throw new AssertionError("seed=" + seed, e);
    }
  }

  @Test
  void shouldSayThatBytesAreMissing() {
    assertThatThrownBy(() -> decode(new byte[0]))
        .isInstanceOf(NotSendableException.class)
        .hasMessage("the value arrived damaged");
  }

  @Test
  void shouldRefuseAnUnknownTag() {
    assertThatThrownBy(() -> decode(new byte[] {99}))
        .isInstanceOf(NotSendableException.class)
        .hasMessageContaining("tag=99");
  }

  @Test
  void shouldNameTheClassThatIsMissing() {
    byte[] bytes = replace(encode(Operation.PLUS), "Operation", "Operatiom");
    assertThatThrownBy(() -> decode(bytes))
        .isInstanceOf(NotSendableException.class)
        .hasMessageContaining("Samples$Operatiom")
        .hasMessageContaining("class path of both processes");
  }

  @Test
  void shouldRefuseAConstantThatIsNotThere() {
    byte[] bytes = replace(encode(Operation.PLUS), "PLUS", "PLAS");
    assertThatThrownBy(() -> decode(bytes))
        .isInstanceOf(NotSendableException.class)
        .hasMessageContaining("PLAS");
  }

  @Test
  void shouldMakeNothingButEnumsAndRecordsByName() {
    byte[] node = replace(encode(new Pair<>(1, 2)), "Pair", "Node");
    assertThatThrownBy(() -> decode(node))
        .isInstanceOf(NotSendableException.class)
        .hasMessageContaining("not a record");
    byte[] task = replace(encode(Sign.MINUS), "Sign", "Task");
    assertThatThrownBy(() -> decode(task))
        .isInstanceOf(NotSendableException.class)
        .hasMessageContaining("not an enum");
  }

  @Test
  void shouldRefuseARecordOfAnotherSize() {
    byte[] bytes = encode(new Point(1, 2));
    int size = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("Point") + "Point".length();
    ByteBuffer.wrap(bytes).putShort(size, (short) 3);
    assertThatThrownBy(() -> decode(bytes))
        .isInstanceOf(NotSendableException.class)
        .hasMessageContaining("components=2, sent=3");
  }

  @Test
  void shouldCheckARecordAsItsConstructorDoes() {
    byte[] bytes = encode(new Positive(1));
    bytes[bytes.length - 1] = 0;
    assertThatThrownBy(() -> decode(bytes))
        .isInstanceOf(NotSendableException.class)
        .hasMessageContaining("not positive: 0");
  }

  @Test
  void shouldGoOnBehindAValueThatCannotBeRebuilt() {
    var out = new WireOutput(16);
    ObjectCodec.write(out, Optional.of("lost"), "the value");
    int end = out.position();
    ObjectCodec.write(out, "next", "the value");
    byte[] bytes = replace(out.toByteArray(), "StandIn", "StandOn");
    var in = new WireInput(bytes);
    assertThatThrownBy(() -> ObjectCodec.read(in, WireTesting.LOADER, "the value"))
        .isInstanceOf(NotSendableException.class);
    assertThat(in.position()).isEqualTo(end);
    assertThat(ObjectCodec.read(in, WireTesting.LOADER, "the value")).isEqualTo("next");
  }

  private static void readIfPossible(byte[] bytes) {
    try {
      var unused = decode(bytes);
    } catch (NotSendableException expected) {
      assertThat(expected).hasMessageContaining("the value");
    }
  }

  private static void expectRefusal(byte[] bytes) {
    assertThatThrownBy(() -> decode(bytes)).isExactlyInstanceOf(NotSendableException.class);
  }

  /** Makes the length of a serialized value match what there is of it. */
  private static byte[] withHonestLength(byte[] bytes) {
    if (bytes.length >= 5) {
      ByteBuffer.wrap(bytes).putInt(1, bytes.length - 5);
    }
    return bytes;
  }

  private static byte[] replace(byte[] bytes, String from, String to) {
    assertThat(from).hasSameSizeAs(to);
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    assertThat(text).contains(from);
    return text.replace(from, to).getBytes(StandardCharsets.ISO_8859_1);
  }

  /** An enum. */
  enum Sign {
    MINUS
  }

  /** Not an enum, but with a name as long. */
  static final class Task {}
}
