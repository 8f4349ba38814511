package dev.procession.memory;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.Array;

/** An array of primitives, always of the same length. */
final class ArraySlot extends Slot {
  private final PrimitiveSlot element;
  private final int length;

  ArraySlot(String place, Class<?> type, int length) {
    super(place, type);
    this.element = new PrimitiveSlot(place, type.getComponentType());
    this.length = length;
  }

  PrimitiveSlot element() {
    return element;
  }

  int length() {
    return length;
  }

  @Override
  MemoryLayout layout() {
    return MemoryLayout.sequenceLayout(length, element.layout());
  }

  @Override
  String text() {
    return element.text() + "[" + length + "]";
  }

  @Override
  Object read(MemorySegment from, long at) {
    Object array = Array.newInstance(element.type(), length);
    bytes(array).copyFrom(from.asSlice(at, layout().byteSize()));
    return array;
  }

  @Override
  void writeValue(MemorySegment to, long at, Object value) {
    int found = Array.getLength(value);
    if (found != length) {
      throw refused(
          "the array has not the length of its component",
          "length=" + found + ", expected=" + length + "; change the array or its @Length");
    }
    to.asSlice(at, layout().byteSize()).copyFrom(bytes(value));
  }

  private static MemorySegment bytes(Object array) {
    return switch (array) {
      case byte[] a -> MemorySegment.ofArray(a);
      case char[] a -> MemorySegment.ofArray(a);
      case short[] a -> MemorySegment.ofArray(a);
      case int[] a -> MemorySegment.ofArray(a);
      case long[] a -> MemorySegment.ofArray(a);
      case float[] a -> MemorySegment.ofArray(a);
      case double[] a -> MemorySegment.ofArray(a);
      default -> throw new IllegalArgumentException("type=" + array.getClass().getTypeName());
    };
  }
}
