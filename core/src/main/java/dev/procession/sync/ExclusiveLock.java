package dev.procession.sync;

import dev.procession.internal.proc.Waits;
import dev.procession.internal.shm.LockWord;
import dev.procession.internal.shm.Segment;
import dev.procession.internal.shm.SharedHandle;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;

/** What the locks have in common that one thread or process holds at a time. */
abstract sealed class ExclusiveLock implements Lock, AutoCloseable
    permits SharedLock, SharedReentrantLock {
  final SharedHandle handle;
  final LockState state;

  ExclusiveLock(Segment segment, LockState state) {
    this.handle = new SharedHandle(segment, this);
    this.state = state;
  }

  /**
   * Takes the lock, waiting as long as that takes or until interrupted.
   *
   * @throws HolderDiedException if the lock is strict and a holder died
   * @throws InterruptedException if the thread is interrupted, before or while it waits
   */
  @Override
  public void lockInterruptibly() throws InterruptedException {
    handle.checkOpenAndInterrupt();
    state.lock(LockWord.FOREVER, true);
  }

  /**
   * Takes the lock, waiting so long at most; not at all if {@code time} is zero or negative.
   *
   * <p>Python: {@code acquire(timeout=…)}.
   *
   * @return false if the time is up
   * @throws HolderDiedException if the lock is strict and a holder died
   * @throws InterruptedException if the thread is interrupted, before or while it waits
   */
  @Override
  public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
    handle.checkOpenAndInterrupt();
    return state.lock(Math.max(0, unit.toNanos(time)), true);
  }

  /**
   * As {@link #tryLock(long, TimeUnit)}; more than 292 years are for ever.
   *
   * @param atMost how long to wait at most
   * @return false if the time is up
   * @throws HolderDiedException if the lock is strict and a holder died
   * @throws InterruptedException if the thread is interrupted, before or while it waits
   */
  public boolean tryLock(Duration atMost) throws InterruptedException {
    return tryLock(Waits.nanos(Objects.requireNonNull(atMost, "atMost")), TimeUnit.NANOSECONDS);
  }

  /**
   * Takes the lock, as {@link #lock()} does, until the result is closed.
   *
   * @return what frees the lock when it is closed
   * @throws HolderDiedException if the lock is strict and a holder died
   */
  public Hold hold() {
    lock();
    return this::unlock;
  }

  // ---- looking at it ----------------------------------------------------------------------------

  /**
   * Whether somebody holds the lock, dead or alive.
   *
   * <p>Python: {@code locked()}.
   *
   * @return true if so
   */
  public boolean isLocked() {
    handle.checkOpen();
    return state.isLocked();
  }

  /**
   * Whether this process holds the lock and has it from a process that died holding it. True until
   * the lock is freed.
   *
   * @return true if so
   */
  public boolean recovered() {
    handle.checkOpen();
    return state.isRecovered();
  }

  /**
   * Allows a strict lock again after a holder died; false if that was not necessary.
   *
   * @return true if the lock was refused until now
   */
  public boolean makeConsistent() {
    handle.checkOpen();
    return state.makeConsistent();
  }

  /**
   * Whether threads get the lock in the order in which they came.
   *
   * @return true if so
   */
  public boolean isFair() {
    handle.checkOpen();
    return state.isFair();
  }

  /**
   * Who holds the lock at this moment; empty if it is free.
   *
   * @return the holder, who may hold it no more by now
   */
  public Optional<LockOwner> owner() {
    handle.checkOpen();
    return state.owner();
  }

  /**
   * How many threads, in all processes, sleep until they get the lock. Somebody's death wakes them
   * all to look, so for that moment fewer are counted.
   *
   * @return the number of threads; it may be another one by now
   */
  public int waiters() {
    handle.checkOpen();
    return state.waiters();
  }

  /**
   * Says that this process needs the lock no longer. It is not freed if it is held. Others keep it.
   * Does nothing the second time.
   */
  @Override
  public void close() {
    handle.close();
  }
}
