package dev.procession.internal.shm;

import static dev.procession.internal.shm.SegmentLayout.BELL;

import java.util.concurrent.locks.LockSupport;

/**
 * Looks at the word again and again, ever less often. For systems without futexes: nobody has to
 * wake anybody, at the price of a little work while asleep and of up to {@link #LONGEST_PAUSE}
 * until a change is noticed.
 */
final class PortableWaiter extends Waiter {
  private static final int SPINS = 50;
  private static final int YIELDS = 20;
  private static final long SHORTEST_PAUSE = 20_000;
  private static final long LONGEST_PAUSE = 5_000_000;

  @Override
  public void await(
      Segment segment, long offset, int expected, int bits, long nanos, boolean interruptible)
      throws InterruptedException {
    if (interruptible && Thread.interrupted()) {
      throw new InterruptedException();
    }
    long end = System.nanoTime() + Math.clamp(nanos, 0, LONGEST_NANOS);
    long pause = SHORTEST_PAUSE;
    boolean interrupted = false;
    int bell = segment.getInt(BELL);
    for (int round = 0;
        segment.getInt(offset) == expected && segment.getInt(BELL) == bell;
        round++) {
      if (Thread.interrupted()) {
        if (interruptible) {
          throw new InterruptedException();
        }
        interrupted = true;
      }
      long left = end - System.nanoTime();
      if (left <= 0) {
        break;
      }
      if (round < SPINS) {
        Thread.onSpinWait();
      } else if (round < SPINS + YIELDS) {
        Thread.yield();
      } else {
        LockSupport.parkNanos(this, Math.min(left, pause));
        pause = Math.min(pause * 2, LONGEST_PAUSE);
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void wake(Segment segment, long offset, int count, int bits) {
    // They see the change by themselves.
  }
}
