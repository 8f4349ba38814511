package dev.procession.internal.wire;

import static dev.procession.internal.wire.WireTesting.copy;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Whatever values are made of, their copies are equal to them. */
class ObjectCodecRandomTest {
  private static final int ROUNDS = 1000;

  @Test
  void shouldCopyAnyValue() {
    long seed = System.nanoTime();
    var values = new RandomValues(seed);
    for (int round = 0; round < ROUNDS; round++) {
      @Nullable Object value = values.next();
      assertThat(copy(value)).as("seed=%d, round=%d", seed, round).isEqualTo(value);
    }
  }

  @Test
  void shouldCopyAnyBatch() {
    long seed = System.nanoTime();
    var values = new RandomValues(seed);
    var writer = new ItemWriter(16);
    List<@Nullable Object> batch = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      @Nullable Object value = values.next();
      batch.add(value);
      writer.addValue(value, "the item");
    }
    ItemReader reader = new ItemReader(writer.items());
    for (int round = 0; round < ROUNDS; round++) {
      assertThat(reader.nextValue(WireTesting.LOADER, "the item"))
          .as("seed=%d, round=%d", seed, round)
          .isEqualTo(batch.get(round));
    }
  }
}
