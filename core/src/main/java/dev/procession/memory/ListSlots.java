package dev.procession.memory;

import static dev.procession.internal.shm.ShareableListLayout.BOOLEAN_BYTE;
import static dev.procession.internal.shm.ShareableListLayout.BOOLEAN_FORMAT;
import static dev.procession.internal.shm.ShareableListLayout.BYTES;
import static dev.procession.internal.shm.ShareableListLayout.COUNT;
import static dev.procession.internal.shm.ShareableListLayout.DOUBLE_FORMAT;
import static dev.procession.internal.shm.ShareableListLayout.INTEGER_FORMAT;
import static dev.procession.internal.shm.ShareableListLayout.LARGEST_SLOT;
import static dev.procession.internal.shm.ShareableListLayout.NONE;
import static dev.procession.internal.shm.ShareableListLayout.NONE_FORMAT;
import static dev.procession.internal.shm.ShareableListLayout.OFFSETS;
import static dev.procession.internal.shm.ShareableListLayout.PLAIN;
import static dev.procession.internal.shm.ShareableListLayout.RUN;
import static dev.procession.internal.shm.ShareableListLayout.TEXT;
import static dev.procession.internal.shm.ShareableListLayout.WORD;
import static dev.procession.internal.shm.ShareableListLayout.codes;
import static dev.procession.internal.shm.ShareableListLayout.size;
import static dev.procession.internal.shm.ShareableListLayout.slotFor;
import static dev.procession.internal.shm.ShareableListLayout.slots;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.procession.internal.shm.ShareableListLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The items of a list in shared memory, by their position. Nothing that is read there is believed
 * before it has been copied and checked: anyone may have written it.
 */
final class ListSlots {
  private static final ValueLayout.OfLong NUMBER = ValueLayout.JAVA_LONG_UNALIGNED;
  private static final ValueLayout.OfDouble REAL = ValueLayout.JAVA_DOUBLE_UNALIGNED;

  private final MemorySegment memory;

  /** Where each slot begins and the last one ends, as read once. */
  private final long[] offsets;

  private ListSlots(MemorySegment memory, long[] offsets) {
    this.memory = memory;
    this.offsets = offsets;
  }

  /** How many bytes a list of these items takes. */
  static long sizeFor(List<ListItem> items) {
    long[] offsets = offsetsFor(items);
    return size(items.size(), offsets[items.size()]);
  }

  private static long[] offsetsFor(List<ListItem> items) {
    long[] offsets = new long[items.size() + 1];
    for (int i = 0; i < items.size(); i++) {
      ListItem item = items.get(i);
      long slot = item.format() == null ? slotFor(item.content().length) : WORD;
      if (slot > LARGEST_SLOT) {
        throw new IllegalArgumentException(
            "the item is too long: index="
                + i
                + ", bytes="
                + item.content().length
                + ", limit="
                + (LARGEST_SLOT - 1));
      }
      offsets[i + 1] = offsets[i] + slot;
    }
    return offsets;
  }

  /** Lays out a new list in memory that nobody else can attach to yet. */
  static void write(MemorySegment memory, List<ListItem> items) {
    long[] offsets = offsetsFor(items);
    memory.set(NUMBER, COUNT, items.size());
    for (int i = 0; i < offsets.length; i++) {
      memory.set(NUMBER, OFFSETS + i * WORD, offsets[i]);
    }
    var slots = new ListSlots(memory, offsets);
    for (int i = 0; i < items.size(); i++) {
      slots.put(i, items.get(i));
    }
  }

  /**
   * Finds the list that is there.
   *
   * @throws SharedMemoryException if there is none
   */
  static ListSlots read(MemorySegment memory) {
    long bytes = memory.byteSize();
    if (bytes < size(0, 0)) {
      throw damaged("too small: size=" + bytes + ", needed=" + size(0, 0));
    }
    long count = memory.get(NUMBER, COUNT);
    // Divided, since the product of a damaged count may be anything.
    long most = (bytes - size(0, 0)) / (size(1, WORD) - size(0, 0));
    if (count < 0 || count > most || count >= Integer.MAX_VALUE) {
      throw damaged("items=" + count + ", room for=" + most);
    }
    long[] offsets = new long[(int) count + 1];
    MemorySegment.copy(memory, NUMBER, OFFSETS, offsets, 0, offsets.length);
    long limit = bytes - size(count, 0);
    long before = -WORD;
    for (int i = 0; i < offsets.length; i++) {
      if (offsets[i] < before + WORD || offsets[i] > limit || i == 0 && offsets[i] != 0) {
        throw damaged("index=" + i + ", offset=" + offsets[i] + ", limit=" + limit);
      }
      before = offsets[i];
    }
    return new ListSlots(memory, offsets);
  }

  private static SharedMemoryException damaged(String where) {
    return new SharedMemoryException(
        "the shareable list is damaged, or this is none: " + where, null);
  }

  int count() {
    return offsets.length - 1;
  }

  private long slot(int index) {
    return slots(count()) + offsets[index];
  }

  /** How many bytes an item may have. */
  long room(int index) {
    return Math.min(LARGEST_SLOT, offsets[index + 1] - offsets[index]);
  }

  private long formatAt(int index) {
    return ShareableListLayout.formats(count(), offsets[count()]) + index * WORD;
  }

  private long codeAt(int index) {
    return codes(count(), offsets[count()]) + index;
  }

  /** The format of an item as it is now. */
  String format(int index) {
    byte[] format = new byte[(int) WORD];
    MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, formatAt(index), format, 0, format.length);
    return new String(format, 0, lengthWithoutNuls(format), ISO_8859_1);
  }

  private static int lengthWithoutNuls(byte[] bytes) {
    int length = bytes.length;
    while (length > 0 && bytes[length - 1] == 0) {
      length--;
    }
    return length;
  }

  /** An item as it is now. */
  @Nullable Object get(int index) {
    String format = format(index);
    byte code = memory.get(ValueLayout.JAVA_BYTE, codeAt(index));
    if (code == TEXT || code == BYTES) {
      byte[] run = new byte[runLength(index, format, code)];
      MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, slot(index), run, 0, run.length);
      int length = lengthWithoutNuls(run);
      return code == TEXT ? decode(index, run, length) : Arrays.copyOf(run, length);
    }
    if (code == PLAIN) {
      switch (format) {
        case INTEGER_FORMAT -> {
          return memory.get(NUMBER, slot(index));
        }
        case DOUBLE_FORMAT -> {
          return memory.get(REAL, slot(index));
        }
        case BOOLEAN_FORMAT -> {
          return memory.get(ValueLayout.JAVA_BYTE, slot(index) + BOOLEAN_BYTE) != 0;
        }
        default -> throw unknown(index, format, code);
      }
    }
    if (code == NONE && format.equals(NONE_FORMAT)) {
      return null;
    }
    throw unknown(index, format, code);
  }

  private SharedMemoryException unknown(int index, String format, byte code) {
    // The format may be any bytes, which do not belong on a terminal.
    String shown = format.replaceAll("[^ -~]", "?");
    return damaged(
        "index=" + index + ", format=" + shown + ", code=" + code + ", slot=" + room(index));
  }

  private int runLength(int index, String format, byte code) {
    int digits = format.length() - 1;
    int length = 0;
    for (int i = 0; i < digits; i++) {
      char digit = format.charAt(i);
      if (digit < '0' || digit > '9') {
        throw unknown(index, format, code);
      }
      length = 10 * length + (digit - '0');
    }
    if (digits < 1 || format.charAt(digits) != RUN || length > room(index)) {
      throw unknown(index, format, code);
    }
    return length;
  }

  private static String decode(int index, byte[] text, int length) {
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(text, 0, length)).toString();
    } catch (CharacterCodingException e) {
      throw new SharedMemoryException(
          "the text is not UTF-8, CPython may have cut it off: index="
              + index
              + ", bytes="
              + length,
          e);
    }
  }

  /**
   * Replaces an item.
   *
   * @throws IllegalArgumentException if it does not fit
   */
  void put(int index, ListItem item) {
    byte[] content = item.content();
    long room = room(index);
    if (content.length > room) {
      throw new IllegalArgumentException(
          "the item does not fit: index="
              + index
              + ", bytes="
              + content.length
              + ", room="
              + room
              + "; a list is laid out for the items it is made with");
    }
    String format = item.format();
    MemorySegment slot = memory.asSlice(slot(index), format == null ? room : WORD);
    slot.fill((byte) 0);
    MemorySegment.copy(content, 0, slot, ValueLayout.JAVA_BYTE, 0, content.length);
    byte[] name = (format == null ? "" + room + RUN : format).getBytes(ISO_8859_1);
    byte[] padded = Arrays.copyOf(name, (int) WORD);
    MemorySegment.copy(padded, 0, memory, ValueLayout.JAVA_BYTE, formatAt(index), padded.length);
    memory.set(ValueLayout.JAVA_BYTE, codeAt(index), item.code());
  }

  /** The formats of all items. */
  String formats() {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < count(); i++) {
      all.add(format(i));
    }
    return String.join("", all);
  }
}
