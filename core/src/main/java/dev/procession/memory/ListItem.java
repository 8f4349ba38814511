package dev.procession.memory;

import static dev.procession.internal.shm.ShareableListLayout.BOOLEAN_BYTE;
import static dev.procession.internal.shm.ShareableListLayout.BOOLEAN_FORMAT;
import static dev.procession.internal.shm.ShareableListLayout.BYTES;
import static dev.procession.internal.shm.ShareableListLayout.DOUBLE_FORMAT;
import static dev.procession.internal.shm.ShareableListLayout.INTEGER_FORMAT;
import static dev.procession.internal.shm.ShareableListLayout.NONE;
import static dev.procession.internal.shm.ShareableListLayout.NONE_FORMAT;
import static dev.procession.internal.shm.ShareableListLayout.PLAIN;
import static dev.procession.internal.shm.ShareableListLayout.TEXT;
import static dev.procession.internal.shm.ShareableListLayout.WORD;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An item of a {@link ShareableList} as it is stored.
 *
 * @param code one of CPython's
 * @param format of an item that is no text and no bytes; null for those, whose slot decides
 * @param content to be filled up with zeros
 */
record ListItem(byte code, @Nullable String format, byte[] content) {

  /**
   * Encodes a value.
   *
   * @throws IllegalArgumentException if a list cannot hold it
   */
  static ListItem of(@Nullable Object value) {
    return switch (value) {
      case null -> new ListItem(NONE, NONE_FORMAT, new byte[(int) WORD]);
      case Long number -> integer(number);
      case Integer number -> integer(number);
      case Short number -> integer(number);
      case Byte number -> integer(number);
      case Double number -> floating(number);
      case Float number -> floating(number);
      case Boolean truth -> {
        byte[] slot = new byte[(int) WORD];
        slot[(int) BOOLEAN_BYTE] = (byte) (truth ? 1 : 0);
        yield new ListItem(PLAIN, BOOLEAN_FORMAT, slot);
      }
      case String text -> new ListItem(TEXT, null, encode(text));
      case byte[] bytes -> new ListItem(BYTES, null, bytes);
      default ->
          throw new IllegalArgumentException(
              "a shareable list cannot hold this type: type="
                  + value.getClass().getName()
                  + "; it holds Long, Double, Boolean, String, byte[] and null");
    };
  }

  private static ListItem integer(long number) {
    return new ListItem(PLAIN, INTEGER_FORMAT, word().putLong(0, number).array());
  }

  private static ListItem floating(double number) {
    return new ListItem(PLAIN, DOUBLE_FORMAT, word().putDouble(0, number).array());
  }

  private static ByteBuffer word() {
    return ByteBuffer.allocate((int) WORD).order(ByteOrder.nativeOrder());
  }

  private static byte[] encode(String text) {
    try {
      ByteBuffer encoded = UTF_8.newEncoder().encode(CharBuffer.wrap(text));
      return Arrays.copyOf(encoded.array(), encoded.limit());
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(
          "the text has no UTF-8 form, a surrogate stands alone: length=" + text.length(), e);
    }
  }

  /** Whether a stored value is the one that is looked for. */
  static boolean isSame(@Nullable Object stored, @Nullable Object wanted) {
    return switch (wanted) {
      case Integer number -> Long.valueOf(number).equals(stored);
      case Short number -> Long.valueOf(number).equals(stored);
      case Byte number -> Long.valueOf(number).equals(stored);
      case Float number -> Double.valueOf(number).equals(stored);
      case byte[] bytes -> stored instanceof byte[] other && Arrays.equals(bytes, other);
      case null -> stored == null;
      default -> wanted.equals(stored);
    };
  }
}
