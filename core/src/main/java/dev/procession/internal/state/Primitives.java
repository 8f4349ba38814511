package dev.procession.internal.state;

import org.jspecify.annotations.Nullable;

/** Values of primitive types in eight bytes. */
final class Primitives {
  private Primitives() {}

  static long toBits(@Nullable Object value) {
    if (value instanceof Boolean b) {
      return b ? 1 : 0;
    }
    if (value instanceof Character c) {
      return c;
    }
    if (value instanceof Double d) {
      return Double.doubleToRawLongBits(d);
    }
    if (value instanceof Float f) {
      return Float.floatToRawIntBits(f);
    }
    if (value instanceof Number n) {
      return n.longValue();
    }
    throw new IllegalArgumentException("not of a primitive type: " + value);
  }

  static Object fromBits(long bits, Class<?> type) {
    if (type == int.class) {
      return (int) bits;
    }
    if (type == long.class) {
      return bits;
    }
    if (type == boolean.class) {
      return bits != 0;
    }
    if (type == double.class) {
      return Double.longBitsToDouble(bits);
    }
    if (type == float.class) {
      return Float.intBitsToFloat((int) bits);
    }
    if (type == char.class) {
      return (char) bits;
    }
    return type == short.class ? (Object) (short) bits : (Object) (byte) bits;
  }
}
