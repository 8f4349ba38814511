package dev.procession.memory;

/**
 * The data of shared records.
 *
 * <pre>
 *    0  how long the text is (4)    the creator, before anyone else can attach
 *    4  text                        what the layout is, so that whoever attaches can compare
 *       cells, from a multiple of 64 on
 *
 *   a cell, s being the size of the record filled up to 8
 *    0  version (8)                 who holds the lock; anyone reads it, before and after the copy
 *    8  copy 0 (s)                  the value while the version is even
 *  8+s  copy 1 (s)                  the value while the version is odd
 * </pre>
 *
 * Who holds the lock writes the copy that is not the value, then the version, by one store: before
 * that store the record has the old value, from then on the new one.
 */
final class RecordLayout {
  static final int TEXT_LENGTH = 0;
  static final int TEXT = 4;
  static final int VERSION = 0;
  static final int COPIES = 8;

  private static final int LINE = 64;

  private RecordLayout() {}

  static long firstCell(long textLength) {
    return (TEXT + textLength + LINE - 1) / LINE * LINE;
  }

  static long copySize(long recordSize) {
    return DataLayout.wordsFor(recordSize);
  }

  static long cellSize(long recordSize) {
    return COPIES + 2 * copySize(recordSize);
  }
}
