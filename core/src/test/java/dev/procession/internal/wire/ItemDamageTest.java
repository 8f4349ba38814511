package dev.procession.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.NotSendableException;
import dev.procession.internal.shm.ParcelSource;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A damaged batch is refused as such or gives items that are; it never costs much memory. */
class ItemDamageTest {
  static Stream<byte[]> batches() {
    var error = new IllegalStateException("failed");
    error.setStackTrace(new StackTraceElement[0]);
    var failed = new ItemWriter(16);
    failed.addValue("value", "the item");
    failed.addError(error);
    failed.addValue(3, "the item");
    return Stream.of(
        batch(),
        batch(1, 2, 3),
        batch(1L, 2L),
        batch(1.0, 2.0),
        batch(1, "two", Optional.of(3)),
        bytes(failed));
  }

  @ParameterizedTest
  @MethodSource("batches")
  void shouldSurviveABatchThatIsCutOff(byte[] batch) {
    Damage.truncate(batch, ItemDamageTest::readIfPossible);
  }

  @ParameterizedTest
  @MethodSource("batches")
  void shouldSurviveAWrongByte(byte[] batch) {
    Damage.mutate(batch, ItemDamageTest::readIfPossible);
  }

  @ParameterizedTest
  @MethodSource("batches")
  void shouldNotBelieveALength(byte[] batch) {
    Damage.exaggerate(batch, ItemDamageTest::readIfPossible);
  }

  @Test
  void shouldSurviveNoise() {
    long seed = System.nanoTime();
    var random = new Random(seed);
    try {
      Damage.invent(random, 1000, new byte[0], ItemDamageTest::readIfPossible);
      for (byte format = -1; format <= 4; format++) {
        byte[] beginning = {0, 0, 0, format, 0, 0, 0};
        Damage.invent(random, 100, beginning, ItemDamageTest::readIfPossible);
      }
    } catch (AssertionError e) {
      throw new AssertionError("seed=" + seed, e);
    }
  }

  private static void readIfPossible(byte[] bytes) {
    attempt(() -> ItemSlice.of(new WireInput(bytes), ParcelSource.NONE).split());
    attempt(() -> ItemSlice.of(new WireInput(bytes), ParcelSource.NONE).anyFailure());
    readAll(bytes, reader -> reader.next(WireTesting.LOADER, "the item"));
    readAll(bytes, reader -> reader.nextValue(WireTesting.LOADER, "the item"));
  }

  private static void readAll(byte[] bytes, Consumer<ItemReader> read) {
    attempt(
        () -> {
          ItemReader reader = ItemSlice.of(new WireInput(bytes), ParcelSource.NONE).reader();
          assertThat(reader.count()).isBetween(0, bytes.length);
          for (int i = 0; i < reader.count(); i++) {
            attempt(() -> read.accept(reader));
          }
        });
  }

  private static void attempt(Runnable reading) {
    try {
      reading.run();
    } catch (BufferUnderflowException | IllegalArgumentException | NotSendableException expected) {
      assertThat(expected).isNotNull();
    }
  }

  private static byte[] batch(Object... values) {
    var writer = new ItemWriter(16);
    for (Object value : values) {
      writer.addValue(value, "the item");
    }
    return bytes(writer);
  }

  private static byte[] bytes(ItemWriter writer) {
    ByteBuffer[] pieces = writer.pieces();
    ByteBuffer message = ByteBuffer.allocate(pieces[0].remaining() + pieces[1].remaining());
    return message.put(pieces[0]).put(pieces[1]).array();
  }
}
