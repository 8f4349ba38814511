package dev.procession.cli.records;

/**
 * Records that follow one another in a file.
 *
 * @param index the first one's number, counted from 0
 * @param offset where in the file the first one begins
 * @param count how many there are; {@link #TO_THE_END} if all that follow
 */
public record Span(long index, long offset, long count) {

  /** The count of a span that has no end but the file's. */
  public static final long TO_THE_END = Long.MAX_VALUE;

  /** The whole file. */
  public static final Span WHOLE = new Span(0, 0, TO_THE_END);

  /**
   * What is left without the first record.
   *
   * @param nextOffset where the second one begins
   * @return a span that may be empty
   */
  Span withoutFirst(long nextOffset) {
    return new Span(index + 1, nextOffset, count == TO_THE_END ? count : count - 1);
  }
}
