package dev.procession.memory;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** A record: its components in order, each as soon as its alignment allows. */
final class RecordSlot extends Slot {
  private final List<Part> parts;
  private final MethodHandle constructor;
  private final StructLayout layout;

  /**
   * A component of this record.
   *
   * @param accessor takes the record as an {@code Object} and returns an {@code Object}
   * @param offset from the beginning of the record
   */
  record Part(String name, Slot slot, MethodHandle accessor, long offset) {}

  /**
   * A record class.
   *
   * @param parts whose offsets are not known yet
   * @param constructor takes an {@code Object[]} and returns an {@code Object}
   */
  RecordSlot(String place, Class<?> type, List<Part> parts, MethodHandle constructor) {
    super(place, type);
    this.constructor = constructor;
    this.parts = new ArrayList<>();
    List<MemoryLayout> members = new ArrayList<>();
    long end = 0;
    long alignment = 1;
    for (Part part : parts) {
      MemoryLayout member = part.slot().layout();
      alignment = Math.max(alignment, member.byteAlignment());
      long offset = pad(members, end, member.byteAlignment());
      members.add(member.withName(part.name()));
      this.parts.add(new Part(part.name(), part.slot(), part.accessor(), offset));
      end = Math.addExact(offset, member.byteSize());
    }
    pad(members, end, alignment);
    this.layout = MemoryLayout.structLayout(members.toArray(MemoryLayout[]::new));
  }

  /** Fills up to the alignment; returns where that is. */
  private static long pad(List<MemoryLayout> members, long end, long alignment) {
    long aligned = (end + alignment - 1) / alignment * alignment;
    if (aligned > end) {
      members.add(MemoryLayout.paddingLayout(aligned - end));
    }
    return aligned;
  }

  @Override
  StructLayout layout() {
    return layout;
  }

  @Override
  String text() {
    var text = new StringJoiner(", ", type().getSimpleName() + "(", ")");
    for (Part part : parts) {
      text.add(part.slot().text() + " " + part.name());
    }
    return text.toString();
  }

  List<Part> parts() {
    return parts;
  }

  /** The component of this name; null if there is none. */
  @Nullable Part part(String name) {
    return parts.stream().filter(part -> part.name().equals(name)).findFirst().orElse(null);
  }

  /** Reads all components, then calls the canonical constructor. */
  @Override
  Object read(MemorySegment from, long at) {
    Object[] values = new Object[parts.size()];
    for (int i = 0; i < values.length; i++) {
      Part part = parts.get(i);
      values[i] = part.slot().read(from, at + part.offset());
    }
    return call(constructor, values);
  }

  @Override
  void writeValue(MemorySegment to, long at, Object value) {
    for (Part part : parts) {
      part.slot().write(to, at + part.offset(), call(part.accessor(), value));
    }
  }

  private Object call(MethodHandle code, Object argument) {
    try {
      return argument instanceof Object[] array
          ? (Object) code.invokeExact(array)
          : (Object) code.invokeExact(argument);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("the code of a record failed: " + place(), e);
    }
  }
}
