package dev.procession.sync;

import dev.procession.internal.proc.Waits;
import dev.procession.internal.shm.LockWord;
import java.io.Serializable;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;

/**
 * What the read lock and the write lock of a {@link SharedReadWriteLock} have in common.
 *
 * <p>A side is sent as a ticket. What claims to be a side and is none cannot be read: this class is
 * not serializable, and has no constructor that could stand in.
 */
abstract sealed class ReadWriteSide implements Lock
    permits SharedReadWriteLock.ReadLock, SharedReadWriteLock.WriteLock {
  final SharedReadWriteLock whole;

  ReadWriteSide(SharedReadWriteLock whole) {
    this.whole = whole;
  }

  abstract boolean lock(long nanos, boolean interruptible) throws InterruptedException;

  abstract void free();

  /**
   * Takes the lock, waiting as long as that takes. An interrupt does not end the wait; the thread's
   * interrupt status is as before.
   *
   * @throws HolderDiedException if the lock is strict and a writer died
   * @throws IllegalMonitorStateException if the thread holds the read lock but not the write lock,
   *     and asks for the latter
   */
  @Override
  public void lock() {
    whole.checkOpen();
    try {
      lock(LockWord.FOREVER, false);
    } catch (InterruptedException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /**
   * As {@link #lock()}, waiting until interrupted at most.
   *
   * @throws InterruptedException if the thread is interrupted, before or while it waits
   */
  @Override
  public void lockInterruptibly() throws InterruptedException {
    whole.checkOpenAndInterrupt();
    lock(LockWord.FOREVER, true);
  }

  /**
   * As {@link #lock()}, but only if that is possible without a wait. A reader does not overtake a
   * writer that waits.
   */
  @Override
  public boolean tryLock() {
    whole.checkOpen();
    try {
      return lock(0, false);
    } catch (InterruptedException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /**
   * As {@link #lock()}, waiting so long at most; not at all if {@code time} is zero or negative.
   *
   * @return false if the time is up
   * @throws InterruptedException if the thread is interrupted, before or while it waits
   */
  @Override
  public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
    whole.checkOpenAndInterrupt();
    return lock(unit.toNanos(time), true);
  }

  /**
   * As {@link #tryLock(long, TimeUnit)}; more than 292 years are for ever.
   *
   * @param atMost how long to wait at most
   * @return false if the time is up
   * @throws InterruptedException if the thread is interrupted, before or while it waits
   */
  public boolean tryLock(Duration atMost) throws InterruptedException {
    return tryLock(Waits.nanos(Objects.requireNonNull(atMost, "atMost")), TimeUnit.NANOSECONDS);
  }

  /**
   * Takes the lock, as {@link #lock()} does, until the result is closed.
   *
   * @return what frees the lock when it is closed
   */
  public Hold hold() {
    lock();
    return this::unlock;
  }

  /**
   * Takes back one taking of the lock; the last one frees it.
   *
   * @throws IllegalMonitorStateException if the thread does not hold it
   */
  @Override
  public void unlock() {
    whole.checkOpen();
    free();
  }

  // ---- on its way -------------------------------------------------------------------------------

  /** What is sent: the lock with both sides. */
  private static final class Ticket implements Serializable {
    private static final long serialVersionUID = 1;

    private final SharedReadWriteLock whole;
    private final boolean write;

    Ticket(SharedReadWriteLock whole, boolean write) {
      this.whole = whole;
      this.write = write;
    }

    /**
     * Finds this side of it.
     *
     * @return its read lock or its write lock
     */
    private Object readResolve() {
      return write ? whole.writeLock() : whole.readLock();
    }
  }

  /**
   * Sends a ticket.
   *
   * @return the lock with both sides, and which one this is
   */
  final Object writeReplace() {
    return new Ticket(whole, this instanceof SharedReadWriteLock.WriteLock);
  }
}
