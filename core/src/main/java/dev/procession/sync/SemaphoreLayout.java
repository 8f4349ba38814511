package dev.procession.sync;

import dev.procession.internal.shm.LockLayout;
import dev.procession.internal.shm.RobustLock;
import dev.procession.internal.shm.SegmentPlan;

/**
 * The words of a {@link SharedSemaphore}. All but the gate are read and written with the guard
 * held; {@code free} is also read without, as a hint.
 *
 * <pre>
 *   256  guard (64), see LockLayout
 *   320  permits (8)    free or held; the truth, with what the parties hold
 *   328  free (8)       permits minus what the parties hold
 *   336  bound (8)      free permits may not become more
 *   344  gate (4)       changes with each release; where threads sleep
 *   348  sleepers (4)   threads that sleep or are about to; may be too many after a death
 *   352  greedy (4)     1 once a thread has waited for more than one permit
 *   party: held         permits that the process has taken and not given back
 *   party: mark         its threads among the sleepers
 * </pre>
 *
 * With the option that the permits of the dead are kept, {@code free} is the truth, and neither
 * {@code permits} nor the parties are used.
 */
final class SemaphoreLayout {
  static final int GUARD = SegmentPlan.WORDS;
  static final int PERMITS = GUARD + LockLayout.SIZE;
  static final int FREE = PERMITS + 8;
  static final int BOUND = FREE + 8;
  static final int GATE = BOUND + 8;
  static final int SLEEPERS = GATE + 4;
  static final int GREEDY = SLEEPERS + 4;
  static final int SIZE = GREEDY + 4 - GUARD;

  /** Option: the permits of a process that dies stay taken. */
  static final int KEPT = 1;

  /** Option: no more free permits than at first. */
  static final int BOUNDED = 2;

  private SemaphoreLayout() {}

  static int[] gates() {
    return new int[] {RobustLock.gate(GUARD), GATE};
  }
}
