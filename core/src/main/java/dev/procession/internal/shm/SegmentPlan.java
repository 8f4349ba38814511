package dev.procession.internal.shm;

import static dev.procession.internal.shm.SegmentLayout.HEADER_SIZE;

/**
 * What a new segment is to hold.
 *
 * @param kind what it is
 * @param label what people call it; cut to 64 bytes
 * @param options bits that mean something to the kind
 * @param words bytes for the words of the kind, right behind the header
 * @param gates offsets of the words that threads may sleep on
 * @param partyRoom how many processes it counts
 * @param dataSize bytes of data
 * @param outline what there is to see from outside
 */
public record SegmentPlan(
    SegmentKind kind,
    String label,
    int options,
    int words,
    int[] gates,
    int partyRoom,
    long dataSize,
    Outline outline) {
  /** As many processes as use one thing at a time in all but the largest programs. */
  public static final int MANY_PARTIES = 255;

  private static final int LINE = 64;

  /** A plan with nothing to see from outside. */
  public SegmentPlan(
      SegmentKind kind,
      String label,
      int options,
      int words,
      int[] gates,
      int partyRoom,
      long dataSize) {
    this(kind, label, options, words, gates, partyRoom, dataSize, Outline.NONE);
  }

  /** The same with something to see from outside. */
  public SegmentPlan showing(Outline newOutline) {
    return new SegmentPlan(kind, label, options, words, gates, partyRoom, dataSize, newOutline);
  }

  /** Where the words of the kind begin. */
  public static final int WORDS = HEADER_SIZE;

  int partiesOffset() {
    return HEADER_SIZE + (words + LINE - 1) / LINE * LINE;
  }

  int dataOffset() {
    return partiesOffset() + partyRoom * PartyLayout.SIZE;
  }

  long size() {
    return Math.addExact(dataOffset(), dataSize);
  }
}
