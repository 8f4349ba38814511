package dev.procession.memory;

import static dev.procession.memory.RecordLayout.TEXT;
import static dev.procession.memory.RecordLayout.TEXT_LENGTH;

import dev.procession.ProcessionException;
import dev.procession.internal.shm.DamagedSegmentException;
import dev.procession.internal.shm.Segment;
import dev.procession.internal.shm.SegmentAddress;
import dev.procession.internal.shm.SegmentKind;
import dev.procession.internal.shm.SharedHandle;
import dev.procession.memory.DataLayout.Element;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/** The records of a segment, one or many, as bytes and as objects. */
final class RecordCells {
  private final Backing backing;
  private final MemorySegment memory;
  private final RecordSlot slot;
  private final long first;
  private final long length;

  RecordCells(Backing backing, RecordSlot slot, long length) {
    this.backing = backing;
    this.memory = backing.data();
    this.slot = slot;
    this.first = RecordLayout.firstCell(text(slot).length);
    this.length = length;
  }

  private static byte[] text(RecordSlot slot) {
    return slot.text().getBytes(StandardCharsets.UTF_8);
  }

  private static long recordSize(RecordSlot slot) {
    return slot.layout().byteSize();
  }

  /**
   * Makes a segment for so many records.
   *
   * @param initial what each of them is at first
   */
  static Segment create(SegmentKind kind, MemoryConfig config, Record initial, long length) {
    RecordSlot slot = RecordSlots.of(initial.getClass());
    MemorySegment value = RecordSlots.scratch(recordSize(slot));
    slot.write(value, 0, initial);
    return create(kind, config, slot, value, length);
  }

  /** Makes a segment for so many records whose bytes are zero at first. */
  static Segment create(SegmentKind kind, MemoryConfig config, RecordSlot slot, long length) {
    return create(kind, config, slot, RecordSlots.scratch(0), length);
  }

  private static Segment create(
      SegmentKind kind, MemoryConfig config, RecordSlot slot, MemorySegment value, long length) {
    byte[] text = text(slot);
    long first = RecordLayout.firstCell(text.length);
    long cellSize = RecordLayout.cellSize(recordSize(slot));
    Segment segment = Backing.create(kind, Element.RECORD, config, length, cellSize, first);
    MemorySegment memory = segment.data();
    memory.set(ValueLayout.JAVA_INT, TEXT_LENGTH, text.length);
    MemorySegment.copy(text, 0, memory, ValueLayout.JAVA_BYTE, TEXT, text.length);
    for (long i = 0; i < length && value.byteSize() > 0; i++) {
      memory.asSlice(first + i * cellSize + RecordLayout.COPIES).copyFrom(value);
    }
    return segment;
  }

  /**
   * Finds a segment of such records.
   *
   * @throws ProcessionException if they are laid out differently there
   */
  static Segment attach(SegmentAddress address, SegmentKind kind, RecordSlot slot, long length) {
    byte[] own = text(slot);
    Segment segment = Backing.attach(address, kind, Element.RECORD, TEXT);
    try {
      String found = textIn(segment);
      if (!found.equals(slot.text())) {
        throw new ProcessionException(
            "the record is laid out differently in the process that made it: record="
                + slot.type().getName()
                + ", there="
                + found
                + ", here="
                + slot.text()
                + "; use the same version of its class in both",
            null);
      }
      long room = segment.dataSize() - RecordLayout.firstCell(own.length);
      if (length < 0 || length > room / RecordLayout.cellSize(recordSize(slot))) {
        throw new DamagedSegmentException("length=" + length + ", size=" + segment.dataSize());
      }
      return segment;
    } catch (RuntimeException e) {
      segment.release();
      throw e;
    }
  }

  private static String textIn(Segment segment) {
    MemorySegment memory = segment.data();
    int length = memory.get(ValueLayout.JAVA_INT, TEXT_LENGTH);
    if (length < 0 || length > memory.byteSize() - TEXT) {
      throw new DamagedSegmentException("text length=" + length);
    }
    byte[] text = memory.asSlice(TEXT, length).toArray(ValueLayout.JAVA_BYTE);
    return new String(text, StandardCharsets.UTF_8);
  }

  // ---- one of them ------------------------------------------------------------------------------

  SharedHandle handle() {
    return backing.handle();
  }

  RecordSlot slot() {
    return slot;
  }

  RecordCell cell(long index) {
    backing.checkOpen();
    long size = recordSize(slot);
    long at = first + Backing.checkIndex(index, length) * RecordLayout.cellSize(size);
    return new RecordCell(memory, backing.ownLock(), at, size);
  }

  Object get(RecordCell cell) {
    backing.checkOpen();
    long size = RecordLayout.copySize(recordSize(slot));
    MemorySegment copy = RecordSlots.scratch(size);
    cell.read(0, copy, size);
    return slot.read(copy, 0);
  }

  void set(RecordCell cell, Object value) {
    backing.checkOpen();
    MemorySegment copy = RecordSlots.scratch(recordSize(slot));
    slot.write(copy, 0, value);
    cell.write(0, copy, copy.byteSize());
  }
}
