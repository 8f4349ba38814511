package dev.procession.internal.wire;

/**
 * The first byte of an encoded value. Numbers are big-endian; a string or array is its length (4)
 * and its elements.
 */
final class Tag {
  static final int NULL = 0;
  static final int FALSE = 1;
  static final int TRUE = 2;
  static final int BYTE = 3;
  static final int SHORT = 4;
  static final int CHAR = 5;
  static final int INT = 6;
  static final int LONG = 7;
  static final int FLOAT = 8;
  static final int DOUBLE = 9;

  /** A string of characters up to U+00FF, one byte each. */
  static final int LATIN1 = 10;

  /** Any string, two bytes for each char. */
  static final int UTF16 = 11;

  static final int BYTES = 12;
  static final int SHORTS = 13;
  static final int CHARS = 14;
  static final int INTS = 15;
  static final int LONGS = 16;
  static final int FLOATS = 17;
  static final int DOUBLES = 18;
  static final int BOOLEANS = 19;

  /** An enum constant: class name, constant name. From here on user code may be involved. */
  static final int ENUM = 20;

  /** A record: class name, number of components (2), components. */
  static final int RECORD = 21;

  /** An {@link java.util.ArrayList} of plain values: length, elements. */
  static final int ARRAY_LIST = 22;

  /** What {@link java.util.List#of} makes, of plain values: length, elements. */
  static final int LIST_OF = 23;

  /** A {@link java.lang.foreign.MemorySegment}: length, bytes. */
  static final int MEMORY = 24;

  /** A large array or memory: tag of what it is (1), size (8), id (8), place; see Parcel. */
  static final int PARCEL = 25;

  /** {@link Captures}: length, values. */
  static final int CAPTURES = 26;

  /** Anything else: length, a stream of JDK serialization. */
  static final int SERIALIZED = 30;

  /** Records nest in records less deep than this; a deeper one is serialized by the JDK. */
  static final int DEEPEST_RECORD = 200;

  /** So many bytes a value in a message may have. */
  static final int LARGEST = Integer.MAX_VALUE - 64;

  /** Of memory that arrives: that of the largest vectors. */
  static final int MEMORY_ALIGNMENT = 64;

  private Tag() {}
}
