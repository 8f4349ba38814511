package dev.procession.manager;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * Who reads the answers of a manager: one of the threads that wait for one, so that an answer needs
 * not be handed from thread to thread. Who has got its own passes the turn on.
 */
final class ReadTurn {
  private final ReentrantLock turn = new ReentrantLock();

  /** Those who sleep until somebody else has read their answer, or the turn is theirs. */
  private final ConcurrentLinkedQueue<PendingCall> sleepers = new ConcurrentLinkedQueue<>();

  /** Reads what comes next, and gives it to whom it is for. */
  interface Reader {
    /**
     * Reads.
     *
     * @return false if nothing more comes
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    boolean readSome() throws InterruptedException;
  }

  /** Waits until a call is answered. An interrupt ends only this wait. */
  void await(PendingCall call, Reader reader) throws InterruptedException {
    while (!call.isDone()) {
      if (turn.tryLock()) {
        readUntilDone(call, reader);
      } else {
        sleep(call);
      }
    }
  }

  private void readUntilDone(PendingCall call, Reader reader) throws InterruptedException {
    boolean more = true;
    try {
      while (more && !call.isDone()) {
        more = reader.readSome();
      }
    } finally {
      turn.unlock();
      passOn();
    }
  }

  private void sleep(PendingCall call) throws InterruptedException {
    sleepers.add(call);
    try {
      // Whoever gives the turn away from now on sees that somebody sleeps.
      if (turn.isLocked() && !call.isDone()) {
        LockSupport.park(this);
      }
    } finally {
      sleepers.remove(call);
    }
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }

  private void passOn() {
    for (PendingCall sleeper : sleepers) {
      if (!sleeper.isDone()) {
        sleeper.nudge();
        return;
      }
    }
  }

  /** Reads for those who do not wait, as soon as nobody else does and if it is still needed. */
  void read(Reader reader, BooleanSupplier needed) throws InterruptedException {
    turn.lockInterruptibly();
    try {
      if (needed.getAsBoolean()) {
        reader.readSome();
      }
    } finally {
      turn.unlock();
      passOn();
    }
  }
}
