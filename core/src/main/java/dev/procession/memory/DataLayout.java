package dev.procession.memory;

import dev.procession.internal.shm.LockLayout;
import dev.procession.internal.shm.RobustLock;
import dev.procession.internal.shm.SegmentPlan;
import java.lang.foreign.ValueLayout;

/**
 * The bytes of values, arrays and records behind the header of their segment.
 *
 * <pre>
 *   256  lock (64), see LockLayout
 *   320  parties
 *        data, on a line of their own: one number of 8 bytes; or elements one after another, filled
 *        up to 8 bytes; or records, see RecordLayout
 * </pre>
 *
 * The options of the segment are the number of the {@link Element}. Data are written and read by
 * any process at any time: in single words that are written whole, or by the protocol of {@link
 * RecordCell}.
 */
final class DataLayout {
  static final int LOCK = SegmentPlan.WORDS;
  static final int WORDS = LockLayout.SIZE;

  /**
   * Processes beyond these are not counted as waiting for the lock; when the holder dies they find
   * out by themselves. Keeps what a number takes below a page.
   */
  static final int PARTY_ROOM = 31;

  /** What a number takes: a cache line, so that no two share one. */
  static final long VALUE_SIZE = 64;

  /** No memory is as large: what is larger is refused before anything is computed with it. */
  static final long MOST_BYTES = 1L << 56;

  /** What the data are made of. The order is part of the layout: new ones go to the end. */
  enum Element {
    INT(ValueLayout.JAVA_INT),
    LONG(ValueLayout.JAVA_LONG),
    DOUBLE(ValueLayout.JAVA_DOUBLE),
    BOOLEAN(ValueLayout.JAVA_INT),
    BYTE(ValueLayout.JAVA_BYTE),
    RECORD(ValueLayout.JAVA_LONG);

    final ValueLayout layout;

    Element(ValueLayout layout) {
      this.layout = layout;
    }

    /** How many bytes one takes. */
    long size() {
      return layout.byteSize();
    }
  }

  private DataLayout() {}

  static int[] gates() {
    return new int[] {RobustLock.gate(LOCK)};
  }

  /** Whole words of 8 bytes, so that the last bytes are in one too. */
  static long wordsFor(long bytes) {
    return (bytes + Long.BYTES - 1) / Long.BYTES * Long.BYTES;
  }
}
