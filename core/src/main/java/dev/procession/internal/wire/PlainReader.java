package dev.procession.internal.wire;

import java.io.IOException;
import java.io.InvalidClassException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@link PlainWriter} wrote. Whatever the bytes are, it ends in a value or an exception.
 */
final class PlainReader {
  private PlainReader() {}

  static @Nullable Object read(WireInput in, int tag, ClassLoader loader)
      throws IOException, ReflectiveOperationException {
    return switch (tag) {
      case Tag.BYTES -> in.readBytes(in.readInt());
      case Tag.INTS -> {
        int[] a = new int[in.readLength(Integer.BYTES)];
        in.skip(a.length * Integer.BYTES).asIntBuffer().get(a);
        yield a;
      }
      case Tag.LONGS -> {
        long[] a = new long[in.readLength(Long.BYTES)];
        in.skip(a.length * Long.BYTES).asLongBuffer().get(a);
        yield a;
      }
      case Tag.DOUBLES -> {
        double[] a = new double[in.readLength(Double.BYTES)];
        in.skip(a.length * Double.BYTES).asDoubleBuffer().get(a);
        yield a;
      }
      case Tag.FLOATS -> {
        float[] a = new float[in.readLength(Float.BYTES)];
        in.skip(a.length * Float.BYTES).asFloatBuffer().get(a);
        yield a;
      }
      case Tag.CHARS -> {
        char[] a = new char[in.readLength(Character.BYTES)];
        in.skip(a.length * Character.BYTES).asCharBuffer().get(a);
        yield a;
      }
      case Tag.SHORTS -> {
        short[] a = new short[in.readLength(Short.BYTES)];
        in.skip(a.length * Short.BYTES).asShortBuffer().get(a);
        yield a;
      }
      case Tag.BOOLEANS -> {
        boolean[] a = new boolean[in.readLength(1)];
        for (int i = 0; i < a.length; i++) {
          a[i] = in.readByte() != 0;
        }
        yield a;
      }
      case Tag.ARRAY_LIST -> new ArrayList<>(Arrays.asList(readElements(in, loader)));
      case Tag.LIST_OF -> List.of(readElements(in, loader));
      case Tag.MEMORY -> readMemory(in);
      case Tag.PARCEL -> Parcels.read(in);
      case Tag.CAPTURES -> readCaptures(in, loader);
      default -> readScalar(in, tag, loader, 0);
    };
  }

  private static MemorySegment readMemory(WireInput in) {
    ByteBuffer bytes = in.skip(in.readLength(1));
    MemorySegment memory = Arena.ofAuto().allocate(bytes.remaining(), Tag.MEMORY_ALIGNMENT);
    return memory.copyFrom(MemorySegment.ofBuffer(bytes));
  }

  private static Captures readCaptures(WireInput in, ClassLoader loader)
      throws IOException, ReflectiveOperationException {
    @Nullable Object[] values = new @Nullable Object[in.readLength(1)];
    for (int i = 0; i < values.length; i++) {
      values[i] = read(in, in.readByte(), loader);
    }
    return new Captures(values);
  }

  private static @Nullable Object[] readElements(WireInput in, ClassLoader loader)
      throws IOException, ReflectiveOperationException {
    @Nullable Object[] elements = new @Nullable Object[in.readLength(1)];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = readScalar(in, in.readByte(), loader, 0);
    }
    return elements;
  }

  private static @Nullable Object readScalar(WireInput in, int tag, ClassLoader loader, int depth)
      throws IOException, ReflectiveOperationException {
    return switch (tag) {
      case Tag.NULL -> null;
      case Tag.FALSE -> Boolean.FALSE;
      case Tag.TRUE -> Boolean.TRUE;
      case Tag.BYTE -> (byte) in.readByte();
      case Tag.SHORT -> in.readShort();
      case Tag.CHAR -> (char) in.readShort();
      case Tag.INT -> in.readInt();
      case Tag.LONG -> in.readLong();
      case Tag.FLOAT -> Float.intBitsToFloat(in.readInt());
      case Tag.DOUBLE -> Double.longBitsToDouble(in.readLong());
      case Tag.LATIN1, Tag.UTF16 -> readString(in, tag);
      case Tag.ENUM -> readEnum(in, loader);
      case Tag.RECORD -> readRecord(in, loader, depth);
      default -> throw new IOException("unknown tag: tag=" + tag);
    };
  }

  static String readString(WireInput in) throws IOException {
    return readString(in, in.readByte());
  }

  private static String readString(WireInput in, int tag) throws IOException {
    if (tag == Tag.LATIN1) {
      int length = in.readLength(1);
      String value = new String(in.array(), in.position(), length, StandardCharsets.ISO_8859_1);
      in.position(in.position() + length);
      return value;
    }
    if (tag == Tag.UTF16) {
      int length = in.readLength(Character.BYTES);
      return in.skip(length * Character.BYTES).asCharBuffer().toString();
    }
    throw new IOException("not a string: tag=" + tag);
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static Object readEnum(WireInput in, ClassLoader loader)
      throws IOException, ReflectiveOperationException {
    Class<?> type = load(in, loader);
    String constant = readString(in);
    if (!type.isEnum()) {
      throw new InvalidClassException(type.getName(), "not an enum");
    }
    return Enum.valueOf((Class) type, constant);
  }

  private static Object readRecord(WireInput in, ClassLoader loader, int depth)
      throws IOException, ReflectiveOperationException {
    if (depth > Tag.DEEPEST_RECORD) {
      throw new IOException("records are nested too deeply: depth=" + depth);
    }
    Class<?> type = load(in, loader);
    if (!type.isRecord()) {
      throw new InvalidClassException(type.getName(), "not a record");
    }
    RecordShape shape = RecordShape.of(type);
    int size = in.readShort();
    if (size != shape.size()) {
      throw new InvalidClassException(
          type.getName(), "the record differs: components=" + shape.size() + ", sent=" + size);
    }
    @Nullable Object[] components = new @Nullable Object[size];
    for (int i = 0; i < size; i++) {
      components[i] = readScalar(in, in.readByte(), loader, depth + 1);
    }
    return shape.make(components);
  }

  private static Class<?> load(WireInput in, ClassLoader loader)
      throws IOException, ClassNotFoundException {
    Class<?> type = ForeignLoaders.load(readString(in), loader);
    ReceivingFilter.check(type, in.filter());
    return type;
  }
}
