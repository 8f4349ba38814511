package dev.procession.sync;

import dev.procession.internal.shm.LockLayout;
import dev.procession.internal.shm.RobustLock;
import dev.procession.internal.shm.SegmentPlan;

/**
 * The words of a {@link SharedBarrier}. Written with the guard held, read by anyone, except where
 * said.
 *
 * <pre>
 *   256  guard (64), see LockLayout
 *   320  state (8)      generation (62 bits) | phase (2 bits); the truth
 *   328  parties (4)    the creator, once
 *   332  gate (4)       changes with the state; where threads sleep
 *   336  timeout (8)    nanoseconds; the creator, once
 *   344  reason (4)     why the barrier is broken; before the state says that it is
 *   352  culprit (8)    whose death broke it, if that is the reason; likewise
 *   384  generation g at 384 + 8 * (g mod 64): g if it was ended by a reset; before the state says
 *                       that it has ended
 *   party: mark         the last generation that the process took part in (40 bits), and how many
 *                       of its threads came (24 bits). The truth about arrivals
 *   party: held         threads of the process that have come and not gone; its process, without
 *                       the guard. While there are any the process cannot leave unnoticed
 * </pre>
 */
final class BarrierLayout {
  static final int GUARD = SegmentPlan.WORDS;
  static final int STATE = GUARD + LockLayout.SIZE;
  static final int PARTIES = STATE + 8;
  static final int GATE = PARTIES + 4;
  static final int TIMEOUT = GATE + 4;
  static final int REASON = TIMEOUT + 8;
  static final int CULPRIT = REASON + 8;
  static final int RESETS = GUARD + 128;
  static final int RESET_ROOM = 64;
  static final int SIZE = RESETS + RESET_ROOM * 8 - GUARD;

  /** Phase: threads come. */
  static final int FILLING = 0;

  /** Phase: all have come and the last one runs the action. */
  static final int ACTING = 1;

  /** Phase: broken until it is reset. */
  static final int BROKEN = 2;

  static final int PHASE_BITS = 2;
  static final long FIRST_GENERATION = 1;

  static final int COMERS_BITS = 24;
  static final long GENERATION_MASK = (1L << 64 - COMERS_BITS) - 1;

  private BarrierLayout() {}

  static int[] gates() {
    return new int[] {RobustLock.gate(GUARD), GATE};
  }

  static long generation(long state) {
    return state >>> PHASE_BITS;
  }

  static int phase(long state) {
    return (int) (state & (1 << PHASE_BITS) - 1);
  }

  static long state(long generation, int phase) {
    return generation << PHASE_BITS | phase;
  }

  /** How many threads of a party came in a generation. */
  static int comers(long mark, long generation) {
    return mark >>> COMERS_BITS == (generation & GENERATION_MASK)
        ? (int) (mark & (1 << COMERS_BITS) - 1)
        : 0;
  }

  static long mark(long generation, int comers) {
    return (generation & GENERATION_MASK) << COMERS_BITS | comers;
  }

  static int reset(long generation) {
    return RESETS + (int) (generation % RESET_ROOM) * Long.BYTES;
  }
}
