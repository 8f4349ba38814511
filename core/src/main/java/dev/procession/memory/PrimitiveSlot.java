package dev.procession.memory;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** A number, a character or a truth value. */
final class PrimitiveSlot extends Slot {
  private final ValueLayout layout;
  private final Kind kind;

  @SuppressWarnings("ImmutableEnumChecker") // Layouts never change.
  private enum Kind {
    BOOLEAN(ValueLayout.JAVA_BOOLEAN),
    BYTE(ValueLayout.JAVA_BYTE),
    CHAR(ValueLayout.JAVA_CHAR),
    SHORT(ValueLayout.JAVA_SHORT),
    INT(ValueLayout.JAVA_INT),
    LONG(ValueLayout.JAVA_LONG),
    FLOAT(ValueLayout.JAVA_FLOAT),
    DOUBLE(ValueLayout.JAVA_DOUBLE);

    private final ValueLayout layout;

    Kind(ValueLayout layout) {
      this.layout = layout;
    }

    static Kind of(Class<?> type) {
      for (Kind kind : values()) {
        if (kind.layout.carrier() == type) {
          return kind;
        }
      }
      throw new IllegalArgumentException("no primitive: type=" + type);
    }
  }

  PrimitiveSlot(String place, Class<?> type) {
    super(place, type);
    this.kind = Kind.of(type);
    this.layout = kind.layout;
  }

  @Override
  ValueLayout layout() {
    return layout;
  }

  @Override
  String text() {
    return type().getName();
  }

  @Override
  Object read(MemorySegment from, long at) {
    return switch (kind) {
      case BOOLEAN -> from.get(ValueLayout.JAVA_BOOLEAN, at);
      case BYTE -> from.get(ValueLayout.JAVA_BYTE, at);
      case CHAR -> from.get(ValueLayout.JAVA_CHAR, at);
      case SHORT -> from.get(ValueLayout.JAVA_SHORT, at);
      case INT -> from.get(ValueLayout.JAVA_INT, at);
      case LONG -> from.get(ValueLayout.JAVA_LONG, at);
      case FLOAT -> from.get(ValueLayout.JAVA_FLOAT, at);
      case DOUBLE -> from.get(ValueLayout.JAVA_DOUBLE, at);
    };
  }

  @Override
  void writeValue(MemorySegment to, long at, Object value) {
    switch (kind) {
      case BOOLEAN -> to.set(ValueLayout.JAVA_BOOLEAN, at, (boolean) value);
      case BYTE -> to.set(ValueLayout.JAVA_BYTE, at, (byte) value);
      case CHAR -> to.set(ValueLayout.JAVA_CHAR, at, (char) value);
      case SHORT -> to.set(ValueLayout.JAVA_SHORT, at, (short) value);
      case INT -> to.set(ValueLayout.JAVA_INT, at, (int) value);
      case LONG -> to.set(ValueLayout.JAVA_LONG, at, (long) value);
      case FLOAT -> to.set(ValueLayout.JAVA_FLOAT, at, (float) value);
      case DOUBLE -> to.set(ValueLayout.JAVA_DOUBLE, at, (double) value);
    }
  }

  // ---- without boxes ----------------------------------------------------------------------------

  boolean isIntegral() {
    return switch (kind) {
      case BYTE, CHAR, SHORT, INT, LONG -> true;
      case BOOLEAN, FLOAT, DOUBLE -> false;
    };
  }

  boolean isFloating() {
    return kind == Kind.FLOAT || kind == Kind.DOUBLE;
  }

  /** A whole number as it is; any other as the bits of a {@code double}. */
  long readBits(MemorySegment from, long at) {
    return switch (kind) {
      case BOOLEAN, BYTE -> from.get(ValueLayout.JAVA_BYTE, at);
      case CHAR -> from.get(ValueLayout.JAVA_CHAR, at);
      case SHORT -> from.get(ValueLayout.JAVA_SHORT, at);
      case INT -> from.get(ValueLayout.JAVA_INT, at);
      case LONG, DOUBLE -> from.get(ValueLayout.JAVA_LONG, at);
      case FLOAT -> Double.doubleToRawLongBits(from.get(ValueLayout.JAVA_FLOAT, at));
    };
  }

  /** The reverse of {@link #readBits}; {@link #checkFits} has been asked. */
  void writeBits(MemorySegment to, long at, long bits) {
    switch (kind) {
      case BOOLEAN, BYTE -> to.set(ValueLayout.JAVA_BYTE, at, (byte) bits);
      case CHAR -> to.set(ValueLayout.JAVA_CHAR, at, (char) bits);
      case SHORT -> to.set(ValueLayout.JAVA_SHORT, at, (short) bits);
      case INT -> to.set(ValueLayout.JAVA_INT, at, (int) bits);
      case LONG, DOUBLE -> to.set(ValueLayout.JAVA_LONG, at, bits);
      case FLOAT -> to.set(ValueLayout.JAVA_FLOAT, at, (float) Double.longBitsToDouble(bits));
    }
  }

  /** Whether a whole number is one of this type. */
  void checkFits(long value) {
    boolean fits =
        switch (kind) {
          case BYTE -> value == (byte) value;
          case CHAR -> value == (char) value;
          case SHORT -> value == (short) value;
          case INT -> value == (int) value;
          case BOOLEAN, LONG, FLOAT, DOUBLE -> true;
        };
    if (!fits) {
      throw refused("the number is too large for its component", "value=" + value);
    }
  }
}
