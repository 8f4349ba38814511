package dev.procession.sync;

import dev.procession.internal.shm.LockLayout;
import dev.procession.internal.shm.RobustLock;
import dev.procession.internal.shm.SegmentPlan;

/**
 * The words of a {@link SharedReadWriteLock}. All are written with the guard held; all but the gate
 * are also read with it, except for people.
 *
 * <pre>
 *   256  guard (64), see LockLayout
 *   320  writer (8)     the process that holds the write lock (56 bits), and INHERITED; 0 if none.
 *                       The truth
 *   328  deceased (8)   the last writer that died; before it is cleared from writer
 *   336  refused (8)    strict locks: whose death makes it refused; 0 if it is not
 *   344  told (8)       the death that a writer has been told of; equals deceased if there is no
 *                       news
 *   352  thread (8)     number of the writer's thread, for people
 *   360  since (8)      when it was taken, or first seen held, for people
 *   368  gate (4)       changes whenever somebody may go on; where threads sleep
 *   372  readers (4)    sum of held; kept so that nobody has to add up
 *   376  queue (8)      sum of mark, likewise
 *   384  turn (4)       fair locks: 1 while the readers that waited for a writer go first
 *   party: held         threads of the process that hold the read lock. The truth
 *   party: mark         threads of the process that wait for the write lock (32 bits), and for the
 *                       read lock (32 bits, upper). The truth
 * </pre>
 */
final class ReadWriteLayout {
  static final int GUARD = SegmentPlan.WORDS;
  static final int WRITER = GUARD + LockLayout.SIZE;
  static final int DECEASED = WRITER + 8;
  static final int REFUSED = DECEASED + 8;
  static final int TOLD = REFUSED + 8;
  static final int THREAD = TOLD + 8;
  static final int SINCE = THREAD + 8;
  static final int GATE = SINCE + 8;
  static final int READERS = GATE + 4;
  static final int QUEUE = READERS + 4;
  static final int TURN = QUEUE + 8;
  static final int SIZE = TURN + 4 - GUARD;

  /** In the writer's word: the lock came from a writer that died, now or not long ago. */
  static final long INHERITED = 1;

  static final long ONE_WRITER = 1;
  static final long ONE_READER = 1L << 32;

  private ReadWriteLayout() {}

  static int[] gates() {
    return new int[] {RobustLock.gate(GUARD), GATE};
  }

  /** How many of a queue wait for the write lock. */
  static int writers(long queue) {
    return (int) queue;
  }

  /** How many of a queue wait for the read lock. */
  static int readers(long queue) {
    return (int) (queue >>> 32);
  }
}
