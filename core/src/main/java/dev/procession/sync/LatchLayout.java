package dev.procession.sync;

import dev.procession.internal.shm.SegmentPlan;

/**
 * The word of a {@link SharedLatch}, which is also the gate that threads sleep on. Anyone lowers
 * it, by compare-and-set; nobody raises it.
 *
 * <pre>
 *   256  count (4)   the latch is open when it is 0
 * </pre>
 */
final class LatchLayout {
  static final int COUNT = SegmentPlan.WORDS;
  static final int SIZE = 4;

  private LatchLayout() {}
}
