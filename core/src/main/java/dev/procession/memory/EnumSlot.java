package dev.procession.memory;

import dev.procession.internal.shm.DamagedSegmentException;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/** A constant of an enum: its number. */
final class EnumSlot extends Slot {
  private final Enum<?>[] constants;

  EnumSlot(String place, Class<?> type) {
    super(place, type);
    this.constants = (Enum<?>[]) type.getEnumConstants();
    if (constants.length == 0) {
      throw new IllegalArgumentException("an enum without constants has no value: " + place());
    }
  }

  @Override
  MemoryLayout layout() {
    return ValueLayout.JAVA_INT;
  }

  /** With the names in order, since the number is all that is shared. */
  @Override
  String text() {
    return type().getSimpleName()
        + Arrays.stream(constants).map(Enum::name).toList().toString().replace(" ", "");
  }

  @Override
  Object read(MemorySegment from, long at) {
    int number = from.get(ValueLayout.JAVA_INT, at);
    if (number < 0 || number >= constants.length) {
      throw new DamagedSegmentException(place() + ", constant=" + number);
    }
    return constants[number];
  }

  @Override
  void writeValue(MemorySegment to, long at, Object value) {
    to.set(ValueLayout.JAVA_INT, at, ((Enum<?>) value).ordinal());
  }
}
