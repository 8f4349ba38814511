package dev.procession.memory;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * A component of a shared record, or the record itself: how its value is laid out.
 *
 * <p>Values are read and written in private memory only, and copied from there to shared memory and
 * back; see {@link RecordCell}. So what is read is all from one moment, and what cannot be written
 * leaves no trace.
 */
abstract sealed class Slot permits ArraySlot, EnumSlot, PrimitiveSlot, RecordSlot, TextSlot {
  private final String place;
  private final Class<?> type;

  /**
   * A component.
   *
   * @param place for messages: which component of which record it is
   */
  Slot(String place, Class<?> type) {
    this.place = place;
    this.type = type;
  }

  /** What it is declared as. */
  final Class<?> type() {
    return type;
  }

  /** Its bytes, naturally aligned. */
  abstract MemoryLayout layout();

  /** All that matters about the layout; two processes that agree on it understand each other. */
  abstract String text();

  /** Reads the value. */
  abstract Object read(MemorySegment from, long at);

  /** Writes a value, which may be anything that the user passed. */
  final void write(MemorySegment to, long at, @Nullable Object value) {
    if (value == null) {
      throw new NullPointerException(
          "a shared record holds no null: " + place + "; use a value that stands for nothing");
    }
    writeValue(to, at, value);
  }

  abstract void writeValue(MemorySegment to, long at, Object value);

  final String place() {
    return place + ", type=" + type.getTypeName();
  }

  final IllegalArgumentException refused(String fact, String values) {
    return new IllegalArgumentException(fact + ": " + place() + ", " + values);
  }
}
