package dev.procession.internal.shm;

/**
 * The bytes of CPython's {@code ShareableList}, in the byte order of the machine. n is the number
 * of items.
 *
 * <pre>
 *   0                n (8)
 *   8                offsets (8 each, n + 1): where the slot of item i begins, counted from the
 *                    first slot; the last is where the slots end
 *   16 + 8 n         slots: each a multiple of 8, and at least 8
 *   ... + slots      formats (8 each, n): ASCII, filled up with NULs
 *   ... + 8 n        codes (1 each, n)
 *
 *   item       format      code   slot
 *   integer    q           0      64-bit number
 *   double     d           0      IEEE 754 number
 *   boolean    xxxxxxx?    0      0 or 1 in the last byte
 *   text       16s         1      UTF-8, filled up with NULs; the number is the slot's size
 *   bytes      16s         2      filled up with NULs
 *   none       xxxxxx?x    3      zeros
 * </pre>
 *
 * Count and offsets are written once, before anyone else can attach. Slots, formats and codes are
 * written by anyone at any time, without order: users who need it have a lock.
 */
public final class ShareableListLayout {
  public static final long COUNT = 0;
  public static final long OFFSETS = 8;
  public static final long WORD = 8;

  public static final byte PLAIN = 0;
  public static final byte TEXT = 1;
  public static final byte BYTES = 2;
  public static final byte NONE = 3;

  public static final String INTEGER_FORMAT = "q";
  public static final String DOUBLE_FORMAT = "d";
  public static final String BOOLEAN_FORMAT = "xxxxxxx?";
  public static final String NONE_FORMAT = "xxxxxx?x";

  /** After a number, the format of text and bytes. */
  public static final char RUN = 's';

  /** In the slot of a boolean. */
  public static final long BOOLEAN_BYTE = 7;

  /** The largest slot whose format has no more than 8 characters. */
  public static final long LARGEST_SLOT = 9_999_992;

  private ShareableListLayout() {}

  /** Where the slots begin. */
  public static long slots(long count) {
    return OFFSETS + (count + 1) * WORD;
  }

  /** Where the formats begin. */
  public static long formats(long count, long slotBytes) {
    return slots(count) + slotBytes;
  }

  /** Where the codes begin. */
  public static long codes(long count, long slotBytes) {
    return formats(count, slotBytes) + count * WORD;
  }

  /** How many bytes a list takes. */
  public static long size(long count, long slotBytes) {
    return codes(count, slotBytes) + count;
  }

  /** The size of the slot that is made for so many bytes of text. */
  public static long slotFor(long bytes) {
    return WORD * (bytes / WORD + 1);
  }
}
