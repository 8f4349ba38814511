package dev.procession.benchmarks.channel;

import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.IdleStrategy;

/**
 * Looks without a break as long as something comes now and then. When it is the turn of others,
 * nothing does, and it must not take the processor from them.
 */
final class BusyForAWhile implements IdleStrategy {
  private static final int LOOKS = 1_000_000;
  private static final long PAUSE_NANOS = 200_000;

  private int looks;

  @Override
  public void idle(int workCount) {
    if (workCount > 0) {
      reset();
    } else {
      idle();
    }
  }

  @Override
  public void idle() {
    if (looks < LOOKS) {
      looks++;
      Thread.onSpinWait();
    } else {
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  @Override
  public void reset() {
    looks = 0;
  }
}
