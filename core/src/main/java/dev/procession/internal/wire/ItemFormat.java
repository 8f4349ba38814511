package dev.procession.internal.wire;

/**
 * How the items of a batch are written, which is decided by what they are.
 *
 * <p>A batch of values each of which is an {@code Integer}, {@code Long} or {@code Double} is just
 * those numbers. Any other batch is, for each item: length of the rest (4), status (1), value or
 * error.
 */
final class ItemFormat {
  static final int VALUES = 0;
  static final int INTS = 1;
  static final int LONGS = 2;
  static final int DOUBLES = 3;

  static final int VALUE = 0;
  static final int ERROR = 1;

  private ItemFormat() {}

  /** The format for a batch that begins with {@code first}. */
  static int of(Object first) {
    Class<?> type = first.getClass();
    return type == Integer.class
        ? INTS
        : type == Long.class ? LONGS : type == Double.class ? DOUBLES : VALUES;
  }

  /** Bytes of one number; 0 for {@link #VALUES}. */
  static int stride(int format) {
    return switch (format) {
      case VALUES -> 0;
      case INTS -> Integer.BYTES;
      case LONGS, DOUBLES -> Long.BYTES;
      default -> throw new IllegalArgumentException("unknown item format: format=" + format);
    };
  }
}
