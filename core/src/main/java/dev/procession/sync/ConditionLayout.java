package dev.procession.sync;

import dev.procession.internal.shm.LockLayout;
import dev.procession.internal.shm.RobustLock;
import dev.procession.internal.shm.SegmentPlan;

/**
 * The words of a {@link SharedCondition}.
 *
 * <pre>
 *   256  guard (64), see LockLayout
 *   320  next (8)       the turn of the next one to come; with the guard held
 *   328  gate (4)       changes with each signal; where threads sleep
 *   332  used (4)       slots from here on are free; with the guard held, read by anyone
 *   384  slot s at 384 + 16 * s
 *          0  waiter (8)   the process that waits (56 bits) | state; 0 while the slot is free
 *          8  turn (8)     the lowest one is signalled first; with the guard held, before the
 *                          waiter, and never while there is one
 *
 *   states of a slot, and who makes the transition, each by compare-and-set:
 *     free -> WAITING        the waiter, with the guard held
 *     WAITING -> SIGNALLED   who signals, with the guard held
 *     WAITING -> LEAVING     the waiter, when its time is up or it is interrupted
 *     SIGNALLED -> free      the waiter, when it has its lock again
 *     LEAVING -> free        likewise
 *     any -> free            with the guard held, if the waiter's process is dead;
 *                            the waiter's process when it closes the condition
 * </pre>
 */
final class ConditionLayout {
  static final int GUARD = SegmentPlan.WORDS;
  static final int NEXT = GUARD + LockLayout.SIZE;
  static final int GATE = NEXT + 8;
  static final int USED = GATE + 4;
  static final int SLOTS = GUARD + 128;
  static final int SLOT_SIZE = 16;
  static final int WAITER = 0;
  static final int TURN = 8;

  /** How many threads may wait at a time. */
  static final int ROOM = 1024;

  static final int SIZE = SLOTS + ROOM * SLOT_SIZE - GUARD;

  static final long WAITING = 1;
  static final long SIGNALLED = 2;
  static final long LEAVING = 3;

  private ConditionLayout() {}

  static int[] gates() {
    return new int[] {RobustLock.gate(GUARD), GATE};
  }
}
