package dev.procession.internal.shm;

import static dev.procession.internal.shm.SegmentLayout.BELL;

import java.util.concurrent.locks.LockSupport;

/**
 * Looks at the word again and again, ever less often. For systems without futexes: nobody has to
 * wake anybody, at the price of a little work while asleep. A change is noticed up to {@link
 * #PAUSE} late, or up to {@link #LONGEST_PAUSE} when a wait has lasted for a second: so many who
 * wait for long take little of the processor.
 */
final class PortableWaiter extends Waiter {
  private static final int SPINS = 50;
  private static final int YIELDS = 20;
  private static final long SHORTEST_PAUSE = 20_000;
  private static final long PAUSE = 5_000_000;
  private static final long LONGEST_PAUSE = 25_000_000;

  /** What part of the time waited so far a pause may take, from {@link #PAUSE} on. */
  private static final int PART = 40;

  @Override
  public void await(
      Segment segment, long offset, int expected, int bits, long nanos, boolean interruptible)
      throws InterruptedException {
    if (interruptible && Thread.interrupted()) {
      throw new InterruptedException();
    }
    long begin = System.nanoTime();
    long end = begin + Math.clamp(nanos, 0, LONGEST_NANOS);
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
      long now = System.nanoTime();
      long left = end - now;
      if (left <= 0) {
        break;
      }
      if (round < SPINS) {
        Thread.onSpinWait();
      } else if (round < SPINS + YIELDS) {
        Thread.yield();
      } else {
        LockSupport.parkNanos(this, Math.min(left, pause));
        pause = Math.min(pause * 2, Math.clamp((now - begin) / PART, PAUSE, LONGEST_PAUSE));
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
