package dev.procession.internal.shm;

/** What a segment holds. The order is part of the layout: new kinds go to the end. */
public enum SegmentKind {
  LOCK,
  REENTRANT_LOCK,
  READ_WRITE_LOCK,
  SEMAPHORE,
  CONDITION,
  EVENT,
  BARRIER,
  LATCH,
  VALUE,
  ARRAY,
  RECORD,
  QUEUE,
  LINK,
  BELL;

  private static final SegmentKind[] ALL = values();

  /** The kind of this number, or an exception. */
  static SegmentKind of(int number) {
    if (number < 0 || number >= ALL.length) {
      throw new DamagedSegmentException("kind=" + number);
    }
    return ALL[number];
  }

  /**
   * Whether it belongs to a pool, and not to a user. A pool and its workers are told of deaths by
   * other means, so that {@link Watch} need not look for them.
   */
  boolean isOfPool() {
    return this == LINK || this == BELL;
  }

  /** For people: {@code reentrant lock}. */
  public String text() {
    return name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
  }
}
