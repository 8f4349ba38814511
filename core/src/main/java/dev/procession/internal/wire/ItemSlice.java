package dev.procession.internal.wire;

import java.nio.BufferUnderflowException;
import java.util.ArrayList;
import java.util.List;

/**
 * A received batch of results, or a part of one, not decoded yet.
 *
 * @param format see {@link ItemFormat}
 * @param count how many items
 * @param bytes the message they are in
 * @param from where the items begin in it
 * @param to where they end
 */
public record ItemSlice(int format, int count, byte[] bytes, int from, int to) {
  private static final int LARGE = 64 << 10;

  /**
   * The rest of a message: format (4), count (4), items.
   *
   * @throws BufferUnderflowException if the message is too short for what it claims
   * @throws IllegalArgumentException if the format is unknown
   */
  public static ItemSlice of(WireInput in) {
    int format = in.readInt();
    int least = format == ItemFormat.VALUES ? Integer.BYTES + 1 : ItemFormat.stride(format);
    int count = in.readLength(least);
    return new ItemSlice(format, count, in.array(), in.position(), in.position() + in.remaining());
  }

  /** Reads the items. */
  public ItemReader reader() {
    return new ItemReader(this);
  }

  /** How many bytes the items take. */
  public int length() {
    return to - from;
  }

  /** Each item by itself. */
  public List<ItemSlice> split() {
    List<ItemSlice> parts = new ArrayList<>(count);
    ItemReader reader = reader();
    for (int i = 0; i < count; i++) {
      int start = reader.position();
      reader.skip();
      parts.add(new ItemSlice(format, 1, bytes, start, reader.position()));
    }
    return parts;
  }

  /** Whether reading the items takes no user code and little time. */
  public boolean isPlain() {
    try {
      return format != ItemFormat.VALUES || (length() < LARGE && reader().isPlain());
    } catch (BufferUnderflowException damaged) {
      // Whoever reads the items will hear of it.
      return false;
    }
  }

  /** Whether any item is a failure. */
  public boolean anyFailure() {
    if (format != ItemFormat.VALUES) {
      return false;
    }
    ItemReader reader = reader();
    for (int i = 0; i < count; i++) {
      if (reader.skip()) {
        return true;
      }
    }
    return false;
  }
}
