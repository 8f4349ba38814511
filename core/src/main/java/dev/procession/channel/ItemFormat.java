package dev.procession.channel;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * How an item is written as a record: a number in the record's header says which of these it is.
 *
 * <p>Integers need no bytes of their own. Arrays of numbers are copied as they lie in memory; they
 * never pass through the codec, which writes everything else.
 */
final class ItemFormat {
  static final int VALUE = 1;
  static final int BYTES = 2;
  static final int SHORTS = 3;
  static final int CHARS = 4;
  static final int INTS = 5;
  static final int LONGS = 6;
  static final int FLOATS = 7;
  static final int DOUBLES = 8;
  static final int MEMORY = 9;

  /** An {@code Integer}: the record is nothing but a header. */
  static final int INTEGER = 0x80;

  private static final long ALIGNMENT = 8;

  private ItemFormat() {}

  /** The format of an item that is copied as it lies in memory; {@link #VALUE} for others. */
  static int of(Object item) {
    return switch (item) {
      case byte[] _ -> BYTES;
      case int[] _ -> INTS;
      case long[] _ -> LONGS;
      case double[] _ -> DOUBLES;
      case float[] _ -> FLOATS;
      case char[] _ -> CHARS;
      case short[] _ -> SHORTS;
      case MemorySegment _ -> MEMORY;
      default -> VALUE;
    };
  }

  /** The memory of an item of such a format. */
  static MemorySegment memory(Object item) {
    return switch (item) {
      case byte[] a -> MemorySegment.ofArray(a);
      case int[] a -> MemorySegment.ofArray(a);
      case long[] a -> MemorySegment.ofArray(a);
      case double[] a -> MemorySegment.ofArray(a);
      case float[] a -> MemorySegment.ofArray(a);
      case char[] a -> MemorySegment.ofArray(a);
      case short[] a -> MemorySegment.ofArray(a);
      case MemorySegment m -> m;
      default -> throw new IllegalArgumentException("not copied as it is: type=" + item.getClass());
    };
  }

  /** Copies an item of such a format out of memory; null if there is no such format. */
  static @Nullable Object copy(int format, MemorySegment memory, long start, long length) {
    if (format == MEMORY) {
      MemorySegment copy = Arena.ofAuto().allocate(length, ALIGNMENT);
      MemorySegment.copy(memory, start, copy, 0, length);
      return copy;
    }
    int bytes = (int) Math.min(length, Integer.MAX_VALUE);
    Object array =
        switch (format) {
          case BYTES -> new byte[bytes];
          case SHORTS -> new short[(int) (length / Short.BYTES)];
          case CHARS -> new char[(int) (length / Character.BYTES)];
          case INTS -> new int[(int) (length / Integer.BYTES)];
          case LONGS -> new long[(int) (length / Long.BYTES)];
          case FLOATS -> new float[(int) (length / Float.BYTES)];
          case DOUBLES -> new double[(int) (length / Double.BYTES)];
          default -> null;
        };
    if (array instanceof byte[] a) {
      MemorySegment.copy(memory, JAVA_BYTE, start, a, 0, bytes);
    } else if (array != null) {
      MemorySegment target = memory(array);
      MemorySegment.copy(memory, start, target, 0, target.byteSize());
    }
    return array;
  }
}
