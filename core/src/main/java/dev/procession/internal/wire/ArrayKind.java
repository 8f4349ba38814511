package dev.procession.internal.wire;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_CHAR;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.Array;

/**
 * Arrays of primitives to shared memory and back, in the byte order of the machine; named by the
 * tags of such arrays.
 */
final class ArrayKind {
  /** What is no such array, nor memory. */
  static final int NONE = -1;

  private ArrayKind() {}

  /** The tag of an array, or of memory; {@link #NONE} for anything else. */
  static int of(Object value) {
    if (value instanceof byte[]) {
      return Tag.BYTES;
    }
    if (value instanceof MemorySegment) {
      return Tag.MEMORY;
    }
    if (!value.getClass().isArray()) {
      return NONE;
    }
    return switch (value) {
      case int[] _ -> Tag.INTS;
      case long[] _ -> Tag.LONGS;
      case double[] _ -> Tag.DOUBLES;
      case float[] _ -> Tag.FLOATS;
      case short[] _ -> Tag.SHORTS;
      case char[] _ -> Tag.CHARS;
      case boolean[] _ -> Tag.BOOLEANS;
      default -> NONE;
    };
  }

  /** How many bytes a value of this kind has; 0 for none. */
  static long size(int kind, Object value) {
    return switch (kind) {
      case NONE -> 0;
      case Tag.MEMORY -> ((MemorySegment) value).byteSize();
      default -> (long) Array.getLength(value) * unit(kind);
    };
  }

  /** Bytes of one element. */
  static int unit(int kind) {
    return switch (kind) {
      case Tag.INTS, Tag.FLOATS -> Integer.BYTES;
      case Tag.LONGS, Tag.DOUBLES -> Long.BYTES;
      case Tag.SHORTS, Tag.CHARS -> Short.BYTES;
      default -> 1;
    };
  }

  static void copyIn(int kind, Object array, MemorySegment into) {
    switch (kind) {
      case Tag.BYTES -> MemorySegment.copy(array, 0, into, JAVA_BYTE, 0, length(array));
      case Tag.INTS -> MemorySegment.copy(array, 0, into, JAVA_INT, 0, length(array));
      case Tag.LONGS -> MemorySegment.copy(array, 0, into, JAVA_LONG, 0, length(array));
      case Tag.DOUBLES -> MemorySegment.copy(array, 0, into, JAVA_DOUBLE, 0, length(array));
      case Tag.FLOATS -> MemorySegment.copy(array, 0, into, JAVA_FLOAT, 0, length(array));
      case Tag.SHORTS -> MemorySegment.copy(array, 0, into, JAVA_SHORT, 0, length(array));
      case Tag.CHARS -> MemorySegment.copy(array, 0, into, JAVA_CHAR, 0, length(array));
      default -> {
        boolean[] a = (boolean[]) array;
        for (int i = 0; i < a.length; i++) {
          into.set(JAVA_BYTE, i, (byte) (a[i] ? 1 : 0));
        }
      }
    }
  }

  private static int length(Object array) {
    return Array.getLength(array);
  }

  /**
   * A new array with what is in memory.
   *
   * @throws IOException if the kind is unknown
   */
  static Object copyOut(int kind, int count, MemorySegment from) throws IOException {
    Object array =
        switch (kind) {
          case Tag.BYTES -> new byte[count];
          case Tag.INTS -> new int[count];
          case Tag.LONGS -> new long[count];
          case Tag.DOUBLES -> new double[count];
          case Tag.FLOATS -> new float[count];
          case Tag.SHORTS -> new short[count];
          case Tag.CHARS -> new char[count];
          case Tag.BOOLEANS -> new boolean[count];
          default -> throw new IOException("unknown kind of a large value: kind=" + kind);
        };
    switch (kind) {
      case Tag.BYTES -> MemorySegment.copy(from, JAVA_BYTE, 0, array, 0, count);
      case Tag.INTS -> MemorySegment.copy(from, JAVA_INT, 0, array, 0, count);
      case Tag.LONGS -> MemorySegment.copy(from, JAVA_LONG, 0, array, 0, count);
      case Tag.DOUBLES -> MemorySegment.copy(from, JAVA_DOUBLE, 0, array, 0, count);
      case Tag.FLOATS -> MemorySegment.copy(from, JAVA_FLOAT, 0, array, 0, count);
      case Tag.SHORTS -> MemorySegment.copy(from, JAVA_SHORT, 0, array, 0, count);
      case Tag.CHARS -> MemorySegment.copy(from, JAVA_CHAR, 0, array, 0, count);
      default -> {
        boolean[] a = (boolean[]) array;
        for (int i = 0; i < count; i++) {
          a[i] = from.get(JAVA_BYTE, i) != 0;
        }
      }
    }
    return array;
  }
}
