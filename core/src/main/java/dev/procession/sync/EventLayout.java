package dev.procession.sync;

import dev.procession.internal.shm.SegmentPlan;

/**
 * The word of a {@link SharedEvent}, which is also the gate that threads sleep on. Anyone writes
 * it, by compare-and-set.
 *
 * <pre>
 *   256  how often it was set (30 bits) | WAITERS (1) | SET (1)
 * </pre>
 */
final class EventLayout {
  static final int WORD = SegmentPlan.WORDS;
  static final int SIZE = 4;

  static final int SET = 1;

  /** Somebody may sleep: whoever sets the event wakes all. */
  static final int WAITERS = 2;

  /** One more set. */
  static final int ONE_SET = 4;

  private EventLayout() {}
}
