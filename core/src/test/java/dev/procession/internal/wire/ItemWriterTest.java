package dev.procession.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.NotSendableException;
import dev.procession.internal.shm.ParcelSource;
import dev.procession.internal.wire.ItemReader.Item;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Batches of items: each comes back by itself, whatever its neighbours are. */
class ItemWriterTest {
  private final ItemWriter writer = new ItemWriter(1);

  @Test
  void shouldSendABatchOfNumbersAsNumbers() {
    for (List<?> numbers :
        List.of(List.of(1, -1), List.of(1L, Long.MIN_VALUE), List.of(-0.0, Double.NaN))) {
      writer.clear();
      addAll(numbers);
      assertThat(sliced().format()).isNotEqualTo(ItemFormat.VALUES);
      assertThat(values(sliced())).isEqualTo(numbers);
    }
  }

  @Test
  void shouldSendABatchOfDifferentThings() {
    List<@Nullable Object> values = Arrays.asList(1, 2, 3L, null, "four", Optional.of(5), 6.0, 7);
    addAll(values);
    assertThat(writer.count()).isEqualTo(values.size());
    assertThat(values(sliced())).isEqualTo(values);
  }

  @Test
  void shouldTurnNumbersIntoValuesWhenAnErrorJoinsThem() {
    addAll(List.of(1, 2));
    assertThat(sliced().anyFailure()).isFalse();
    writer.addError(new IllegalStateException("third"));
    writer.addNumber(4);
    writer.addValue(4, "the item");
    ItemSlice slice = sliced();
    assertThat(slice.anyFailure()).isTrue();
    ItemReader reader = slice.reader();
    assertThat(next(reader)).isEqualTo(new Item.Value(1));
    assertThat(reader.skip()).isFalse();
    assertThat(next(reader))
        .isInstanceOfSatisfying(
            Item.Failure.class,
            failure ->
                assertThat(failure.error())
                    .isExactlyInstanceOf(IllegalStateException.class)
                    .hasMessage("third"));
    assertThat(next(reader)).isEqualTo(new Item.Value(4));
    assertThatThrownBy(() -> next(reader)).isInstanceOf(BufferUnderflowException.class);
  }

  @Test
  void shouldLeaveTheBatchAsItWasWhenAValueCannotBeSent() {
    addAll(List.of(1, 2));
    assertThatThrownBy(() -> writer.addValue(new Thread(), "the item"))
        .isInstanceOf(NotSendableException.class);
    addAll(List.of(3, "four"));
    assertThatThrownBy(() -> writer.addValue(List.of(new Thread()), "the item"))
        .isInstanceOf(NotSendableException.class);
    assertThat(values(sliced())).isEqualTo(List.of(1, 2, 3, "four"));
  }

  @Test
  void shouldAppendABatchToAnother() {
    addAll(List.of(1, 2));
    var other = new ItemWriter(16);
    other.addNumber(3);
    writer.addAll(other);
    other.clear();
    other.addValue("four", "the item");
    writer.addAll(other);
    assertThat(values(sliced())).isEqualTo(List.of(1, 2, 3, "four"));
  }

  @Test
  void shouldGiveAnyRangeOfABatch() {
    for (List<?> values : List.of(List.of(1, 2, 3), List.of("a", 2, List.of()))) {
      writer.clear();
      addAll(values);
      Items items = writer.items();
      for (int from = 0; from <= 3; from++) {
        for (int to = from; to <= 3; to++) {
          ByteBuffer[] pieces = items.pieces(from, to);
          assertThat(pieces[1].remaining()).isEqualTo(items.bytes(from, to));
          assertThat(values(slice(pieces))).isEqualTo(values.subList(from, to));
        }
      }
    }
  }

  @Test
  void shouldSplitABatchIntoItsItems() {
    for (List<?> values : List.of(List.of(1, 2, 3), List.of("a", 2, List.of()))) {
      writer.clear();
      addAll(values);
      List<Object> found = new ArrayList<>();
      sliced().split().forEach(part -> found.addAll(values(part)));
      assertThat(found).isEqualTo(values);
    }
  }

  @Test
  void shouldReadTheItemBehindOneThatCannotBeRebuilt() {
    addAll(List.of("first", "second"));
    ItemSlice slice = sliced();
    slice.bytes()[slice.from() + 5] = 99;
    ItemReader reader = slice.reader();
    assertThatThrownBy(() -> next(reader)).isInstanceOf(NotSendableException.class);
    assertThat(next(reader)).isEqualTo(new Item.Value("second"));
  }

  private void addAll(List<?> values) {
    for (Object value : values) {
      writer.addValue(value, "the item");
    }
  }

  private ItemSlice sliced() {
    return slice(writer.pieces());
  }

  private static ItemSlice slice(ByteBuffer[] pieces) {
    ByteBuffer message = ByteBuffer.allocate(pieces[0].remaining() + pieces[1].remaining());
    message.put(pieces[0]).put(pieces[1]);
    return ItemSlice.of(new WireInput(message.array()), ParcelSource.NONE);
  }

  private static Item next(ItemReader reader) {
    return reader.next(WireTesting.LOADER, "the item");
  }

  private static List<@Nullable Object> values(ItemSlice slice) {
    ItemReader reader = slice.reader();
    List<@Nullable Object> values = new ArrayList<>();
    for (int i = 0; i < slice.count(); i++) {
      values.add(reader.nextValue(WireTesting.LOADER, "the item"));
    }
    return values;
  }
}
