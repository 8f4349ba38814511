package dev.procession.internal.shm;

import dev.procession.internal.ffm.Futex;
import dev.procession.internal.ffm.Syscalls;

/**
 * Lets the kernel put threads to sleep. A virtual thread would take its carrier with it, so a
 * platform thread sleeps in its place; see {@link SleepDesk}.
 */
final class FutexWaiter extends Waiter {
  private final SleepDesk desk = new SleepDesk();

  @Override
  public void await(
      Segment segment, long offset, int expected, int bits, long nanos, boolean interruptible)
      throws InterruptedException {
    if (!Syscalls.isLinked() && Syscalls.available()) {
      // That took so long that much may have happened; the caller looks again before it sleeps.
      return;
    }
    if (interruptible && Thread.interrupted()) {
      throw new InterruptedException();
    }
    if (!Syscalls.available()) {
      PORTABLE.await(segment, offset, expected, bits, nanos, interruptible);
      return;
    }
    long most = Math.min(nanos, LONGEST_NANOS);
    long address = segment.address(offset);
    if (Thread.currentThread().isVirtual()) {
      desk.await(segment, offset, expected, bits, most, interruptible);
    } else if (interruptible) {
      awaitInterruptibly(address, expected, bits, most);
    } else {
      Futex.await(address, expected, bits, most);
    }
  }

  private static void awaitInterruptibly(long address, int expected, int bits, long nanos)
      throws InterruptedException {
    var interruption = new Interruption(address);
    try {
      if (interruption.enter()) {
        Futex.await(address, expected, bits, nanos);
      }
    } finally {
      interruption.leave();
    }
    if (Thread.interrupted()) {
      // It may have been woken at the same time, in place of another.
      Futex.wake(address, 1, bits);
      throw new InterruptedException();
    }
  }

  @Override
  public void wake(Segment segment, long offset, int count, int bits) {
    // A JVM that refuses native calls can wake nobody; sleepers then look by themselves, in time.
    if (Syscalls.available()) {
      Futex.wake(segment.address(offset), count, bits);
    }
  }
}
