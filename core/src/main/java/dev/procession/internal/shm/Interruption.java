package dev.procession.internal.shm;

import dev.procession.internal.ffm.Futex;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.spi.AbstractInterruptibleChannel;
import java.util.concurrent.locks.LockSupport;

/**
 * Gets a platform thread out of the kernel when it is interrupted. A channel is the one place where
 * the JDK tells others of an interrupt: it closes the channel on the interrupting thread, which
 * then wakes all who sleep on the word. The others go back to sleep.
 *
 * <p>For one sleep of one thread.
 */
final class Interruption extends AbstractInterruptibleChannel {
  /** The sleeper is in the kernel a few microseconds after it has entered, if it runs at all. */
  private static final int QUICK_TRIES = 100;

  private static final long PAUSE_NANOS = 1_000_000;

  /** Nobody who interrupts a thread waits longer than this for it to get out. */
  private static final long LONGEST_NANOS = 1_000_000_000;

  private final long address;
  private final Thread sleeper = Thread.currentThread();

  /** Set by the sleeper, read by the interrupting thread: it need not be woken any more. */
  private volatile boolean awake;

  /**
   * Set by the sleeper before it looks whether it has been interrupted; read by the interrupting
   * thread after it has said so. One of the two sees the other.
   */
  private volatile boolean entered;

  Interruption(long address) {
    this.address = address;
  }

  /** To be called before the sleep; false if the thread is interrupted already. */
  boolean enter() {
    begin();
    entered = true;
    return isOpen();
  }

  /** To be called after the sleep. */
  void leave() {
    awake = true;
    try {
      end(true);
    } catch (AsynchronousCloseException theStatusSaysSo) {
      // The thread's interrupt status is set; the caller looks at it.
    }
  }

  @Override
  protected void implCloseChannel() {
    if (Thread.currentThread() == sleeper || !entered) {
      // It is awake, or sees that this is closed before it sleeps. It may be in begin(), which
      // waits for this very call.
      return;
    }
    // The sleeper may not be asleep yet: a wake that comes too early does nothing, and on a busy
    // machine it may take long to get there.
    long end = System.nanoTime() + LONGEST_NANOS;
    for (int i = 0; !awake && end - System.nanoTime() > 0; i++) {
      Futex.wake(address, Waiter.ALL, Waiter.ANY);
      if (i < QUICK_TRIES) {
        Thread.yield();
      } else {
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }
}
