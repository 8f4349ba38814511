package dev.procession.internal.wire;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A finished batch, any range of which can be sent on its own. Immutable once made, as long as
 * nobody touches the array.
 *
 * @param format see {@link ItemFormat}
 * @param count how many items
 * @param bytes the items
 * @param length how many of the bytes are used
 * @param offsets where each item begins, for {@link ItemFormat#VALUES}; null for numbers
 */
public record Items(int format, int count, byte[] bytes, int length, int @Nullable [] offsets) {

  /** Items {@code from} to before {@code to}, to be sent: format (4), count (4), items. */
  public ByteBuffer[] pieces(int from, int to) {
    Objects.checkFromToIndex(from, to, count);
    ByteBuffer head = ByteBuffer.allocate(8).putInt(format).putInt(to - from).flip();
    int start = offset(from);
    return new ByteBuffer[] {head, ByteBuffer.wrap(bytes, start, offset(to) - start)};
  }

  /** All items of some batches in one; they have the same format. */
  public static Items join(List<Items> batches) {
    int count = 0;
    int length = 0;
    for (Items batch : batches) {
      count += batch.count;
      length += batch.length;
    }
    byte[] bytes = new byte[length];
    int end = 0;
    for (Items batch : batches) {
      System.arraycopy(batch.bytes, 0, bytes, end, batch.length);
      end += batch.length;
    }
    int format = batches.getFirst().format;
    return new Items(
        format, count, bytes, length, format == ItemFormat.VALUES ? offsets(batches, count) : null);
  }

  private static int[] offsets(List<Items> batches, int count) {
    int[] offsets = new int[count];
    int item = 0;
    int end = 0;
    for (Items batch : batches) {
      for (int i = 0; i < batch.count; i++) {
        offsets[item++] = end + batch.offset(i);
      }
      end += batch.length;
    }
    return offsets;
  }

  /** How many bytes some items take. */
  public int bytes(int from, int to) {
    return offset(to) - offset(from);
  }

  private int offset(int item) {
    if (item == count) {
      return length;
    }
    return offsets == null ? item * ItemFormat.stride(format) : offsets[item];
  }
}
