package dev.procession.internal.wire;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes plain values: null, boxed primitives, strings, enum constants, records of those, primitive
 * arrays, and lists of those but arrays.
 *
 * <p>These are the values that nobody can tell from a copy, or that cannot refer to each other, so
 * writing them one after the other loses no shared reference. Arrays and lists are plain only by
 * themselves for that reason, not as components of a record.
 */
final class PlainWriter {
  private static final Class<?> LIST_OF_MANY = List.of(1, 2, 3).getClass();
  private static final Class<?> LIST_OF_FEW = List.of(1).getClass();

  /**
   * After so many bytes of one record, those inside it may be the same few again and again. Only
   * serialization writes an object once that is met twice.
   */
  private static final int MUCH = 1 << 20;

  private PlainWriter() {}

  /** Appends a value, or returns false, having appended something to be taken back. */
  static boolean write(WireOutput out, @Nullable Object value) {
    if (writeScalar(out, value, 0, out.position() + MUCH)) {
      return true;
    }
    if (value == null) {
      return false;
    }
    Class<?> type = value.getClass();
    if (type.isArray()) {
      return writeArray(out, value);
    }
    if (value instanceof MemorySegment memory) {
      writeMemory(out, memory);
      return true;
    }
    if (value instanceof Captures captures) {
      return writeCaptures(out, captures);
    }
    if (type == ArrayList.class) {
      return writeList(out, Tag.ARRAY_LIST, (List<?>) value);
    }
    if (type == LIST_OF_MANY || type == LIST_OF_FEW) {
      // The lists of Stream.toList() look the same but may hold null, which List.of refuses.
      return !containsNull((List<?>) value) && writeList(out, Tag.LIST_OF, (List<?>) value);
    }
    return false;
  }

  /** Writes no record behind the position {@code limit} but the outermost. */
  private static boolean writeScalar(WireOutput out, @Nullable Object value, int depth, int limit) {
    if (value == null) {
      out.writeByte(Tag.NULL);
    } else if (value instanceof String s) {
      writeString(out, s);
    } else if (value instanceof Integer i) {
      out.writeByte(Tag.INT);
      out.writeInt(i);
    } else if (value instanceof Long l) {
      out.writeByte(Tag.LONG);
      out.writeLong(l);
    } else if (value instanceof Double d) {
      out.writeByte(Tag.DOUBLE);
      out.writeLong(Double.doubleToRawLongBits(d));
    } else if (value instanceof Boolean b) {
      out.writeByte(b ? Tag.TRUE : Tag.FALSE);
    } else if (value instanceof Record r) {
      return writeRecord(out, r, depth + 1, limit);
    } else if (value instanceof Enum<?> e) {
      out.note(e.getDeclaringClass());
      out.writeByte(Tag.ENUM);
      writeString(out, e.getDeclaringClass().getName());
      writeString(out, e.name());
    } else {
      return writeRareScalar(out, value);
    }
    return true;
  }

  private static boolean writeRareScalar(WireOutput out, Object value) {
    if (value instanceof Float f) {
      out.writeByte(Tag.FLOAT);
      out.writeInt(Float.floatToRawIntBits(f));
    } else if (value instanceof Character c) {
      out.writeByte(Tag.CHAR);
      out.writeShort(c);
    } else if (value instanceof Byte b) {
      out.writeByte(Tag.BYTE);
      out.writeByte(b);
    } else if (value instanceof Short s) {
      out.writeByte(Tag.SHORT);
      out.writeShort(s);
    } else {
      return false;
    }
    return true;
  }

  static void writeString(WireOutput out, String value) {
    byte[] latin1 = value.getBytes(StandardCharsets.ISO_8859_1);
    // Encoding replaces what does not fit, and UTF-8 would replace lone surrogates: compare.
    if (new String(latin1, StandardCharsets.ISO_8859_1).equals(value)) {
      out.writeByte(Tag.LATIN1);
      out.writeInt(latin1.length);
      out.writeBytes(latin1, 0, latin1.length);
    } else {
      out.writeByte(Tag.UTF16);
      out.writeInt(value.length());
      out.skip(Math.multiplyExact(value.length(), Character.BYTES)).asCharBuffer().put(value);
    }
  }

  private static boolean writeRecord(WireOutput out, Record value, int depth, int limit) {
    if (depth == Tag.DEEPEST_RECORD || out.position() - limit > 0) {
      return false;
    }
    RecordShape shape = RecordShape.of(value.getClass());
    if (!shape.accessible() || shape.ownsItsForm()) {
      return false;
    }
    out.note(value.getClass());
    out.writeByte(Tag.RECORD);
    writeString(out, value.getClass().getName());
    out.writeShort(shape.size());
    for (int i = 0; i < shape.size(); i++) {
      if (!writeScalar(out, shape.get(value, i), depth, limit)) {
        return false;
      }
    }
    return true;
  }

  private static boolean writeList(WireOutput out, int tag, List<?> list) {
    out.writeByte(tag);
    out.writeInt(list.size());
    for (Object element : list) {
      if (!writeScalar(out, element, 0, out.position() + MUCH)) {
        return false;
      }
    }
    return true;
  }

  private static boolean containsNull(List<?> list) {
    for (Object element : list) {
      if (element == null) {
        return true;
      }
    }
    return false;
  }

  private static void writeMemory(WireOutput out, MemorySegment memory) {
    long size = memory.byteSize();
    if (size > Tag.LARGEST) {
      throw new IllegalArgumentException(
          "memory inside of a message is limited to 2 GiB: size=" + size);
    }
    out.writeByte(Tag.MEMORY);
    out.writeInt((int) size);
    MemorySegment.ofBuffer(out.skip((int) size)).copyFrom(memory);
  }

  private static boolean writeCaptures(WireOutput out, Captures captures) {
    out.writeByte(Tag.CAPTURES);
    out.writeInt(captures.values().length);
    for (Object value : captures.values()) {
      if (!Parcels.write(out, value, "a captured variable") && !write(out, value)) {
        return false;
      }
    }
    return true;
  }

  private static boolean writeArray(WireOutput out, Object array) {
    if (array instanceof byte[] a) {
      out.writeByte(Tag.BYTES);
      out.writeInt(a.length);
      out.writeBytes(a, 0, a.length);
    } else if (array instanceof int[] a) {
      length(out, Tag.INTS, a.length, Integer.BYTES).asIntBuffer().put(a);
    } else if (array instanceof long[] a) {
      length(out, Tag.LONGS, a.length, Long.BYTES).asLongBuffer().put(a);
    } else if (array instanceof double[] a) {
      length(out, Tag.DOUBLES, a.length, Double.BYTES).asDoubleBuffer().put(a);
    } else if (array instanceof float[] a) {
      length(out, Tag.FLOATS, a.length, Float.BYTES).asFloatBuffer().put(a);
    } else if (array instanceof char[] a) {
      length(out, Tag.CHARS, a.length, Character.BYTES).asCharBuffer().put(a);
    } else if (array instanceof short[] a) {
      length(out, Tag.SHORTS, a.length, Short.BYTES).asShortBuffer().put(a);
    } else if (array instanceof boolean[] a) {
      out.writeByte(Tag.BOOLEANS);
      out.writeInt(a.length);
      for (boolean b : a) {
        out.writeByte(b ? 1 : 0);
      }
    } else {
      return false;
    }
    return true;
  }

  private static ByteBuffer length(WireOutput out, int tag, int length, int unit) {
    if ((long) length * unit > Tag.LARGEST) {
      throw new IllegalArgumentException(
          "a message is limited to 2 GiB: elements=" + length + ", bytesEach=" + unit);
    }
    out.writeByte(tag);
    out.writeInt(length);
    return out.skip(length * unit);
  }
}
