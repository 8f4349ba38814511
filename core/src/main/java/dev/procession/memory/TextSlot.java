package dev.procession.memory;

import dev.procession.internal.shm.DamagedSegmentException;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** A text: how many bytes it has in UTF-8 (4), then these. */
final class TextSlot extends Slot {
  private final int room;

  TextSlot(String place, int room) {
    super(place, String.class);
    this.room = room;
  }

  @Override
  MemoryLayout layout() {
    MemoryLayout length = ValueLayout.JAVA_INT.withName("length");
    MemoryLayout bytes = MemoryLayout.sequenceLayout(room, ValueLayout.JAVA_BYTE).withName("bytes");
    int gap = Math.floorMod(-room, Integer.BYTES);
    // There is no padding of no bytes.
    return gap == 0
        ? MemoryLayout.structLayout(length, bytes)
        : MemoryLayout.structLayout(length, bytes, MemoryLayout.paddingLayout(gap));
  }

  @Override
  String text() {
    return "String[" + room + "]";
  }

  @Override
  Object read(MemorySegment from, long at) {
    int length = from.get(ValueLayout.JAVA_INT, at);
    if (length < 0 || length > room) {
      throw new DamagedSegmentException(place() + ", length=" + length);
    }
    byte[] bytes = from.asSlice(at + Integer.BYTES, length).toArray(ValueLayout.JAVA_BYTE);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Override
  void writeValue(MemorySegment to, long at, Object value) {
    String text = (String) value;
    checkCharacters(text);
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > room) {
      throw refused(
          "the text is too long for its component",
          "bytes=" + bytes.length + ", room=" + room + "; shorten it or raise its @Length");
    }
    to.set(ValueLayout.JAVA_INT, at, bytes.length);
    MemorySegment.copy(bytes, 0, to, ValueLayout.JAVA_BYTE, at + Integer.BYTES, bytes.length);
    // Equal texts have equal bytes, all of them.
    to.asSlice(at + Integer.BYTES + bytes.length, room - bytes.length).fill((byte) 0);
  }

  /** Half a character would become a question mark without a word. */
  private void checkCharacters(String text) {
    if (text.chars().noneMatch(c -> Character.isSurrogate((char) c))) {
      return;
    }
    try {
      StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
    } catch (CharacterCodingException e) {
      throw refused("the text has half of a character", "length=" + text.length());
    }
  }
}
