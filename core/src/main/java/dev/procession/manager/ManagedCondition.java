package dev.procession.manager;

import dev.procession.sync.Hold;
import java.time.Duration;
import java.util.Date;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.function.BooleanSupplier;

/**
 * A condition in a manager: threads of any number of processes that hold a lock wait until others,
 * which hold it too, say that something has changed.
 *
 * {@snippet lang="java" :
 * ManagedCondition changed = manager.condition();
 * …
 * try (var held = changed.hold()) {
 *   changed.waitFor(() -> counter.get() > 9);
 * }
 * …
 * try (var held = changed.hold()) {
 *   counter.set(10);
 *   changed.signalAll();
 * }
 * }
 *
 * <p>It has a reentrant lock of its own, or the lock it was made for, and takes and frees that by
 * methods of its own, as in Python. To wait and to signal, the calling thread must hold the lock, a
 * plain one any thread of its process; else {@link IllegalMonitorStateException} is thrown. A
 * thread that waits frees the lock, however many times it holds it, and holds it as many times
 * again when the wait ends, for whatever reason; taking it back may take longer than the wait was
 * to last.
 *
 * <p>Signals go to those who have waited longest. A process that ends before it has taken a signal
 * up leaves it to the next one who waits. No thread wakes without a reason, but others may have
 * been faster; so conditions are waited for in a loop, or by {@link #waitFor}.
 *
 * <p>Python: {@code Condition()} of {@code multiprocessing.Manager()}.
 */
public interface ManagedCondition extends Condition {
  // ---- its lock ---------------------------------------------------------------------------------

  /**
   * Takes the lock, as {@link ManagedLock#lock()} does.
   *
   * <p>Python: {@code acquire()}.
   */
  void lock();

  /**
   * Takes the lock, waiting as long as that takes or until interrupted.
   *
   * @throws InterruptedException if the thread is interrupted, before or while it waits; then it
   *     has not taken the lock
   */
  void lockInterruptibly() throws InterruptedException;

  /**
   * Takes the lock if that is possible at once.
   *
   * <p>Python: {@code acquire(blocking=False)}.
   *
   * @return false if another thread holds it
   */
  boolean tryLock();

  /**
   * Takes the lock, waiting so long at most; not at all if {@code time} is zero or negative.
   *
   * @param time how long to wait at most
   * @param unit the unit of {@code time}
   * @return false if the time is up
   * @throws InterruptedException if the thread is interrupted, before or while it waits
   */
  boolean tryLock(long time, TimeUnit unit) throws InterruptedException;

  /**
   * As {@link #tryLock(long, TimeUnit)}; more than 292 years are for ever.
   *
   * <p>Python: {@code acquire(timeout=…)}.
   *
   * @param atMost how long to wait at most
   * @return false if the time is up
   * @throws InterruptedException if the thread is interrupted, before or while it waits
   */
  @Local
  default boolean tryLock(Duration atMost) throws InterruptedException {
    return tryLock(Durations.nanos(Objects.requireNonNull(atMost, "atMost")), TimeUnit.NANOSECONDS);
  }

  /**
   * Takes the lock, as {@link #lock()} does, until the result is closed.
   *
   * <p>Python: {@code with condition:}.
   *
   * @return what frees the lock when it is closed
   */
  @Local
  default Hold hold() {
    lock();
    return this::unlock;
  }

  /**
   * Frees the lock, as {@link ManagedLock#unlock()} does.
   *
   * <p>Python: {@code release()}.
   *
   * @throws IllegalMonitorStateException if it is free, or reentrant and another thread holds it
   */
  void unlock();

  /**
   * Whether this process holds the lock and has it from a process that ended while it held it; see
   * {@link ManagedLock#recovered()}.
   *
   * @return true if so
   */
  @Reads
  boolean recovered();

  // ---- waiting ----------------------------------------------------------------------------------

  /**
   * Waits until signalled or interrupted.
   *
   * <p>Python: {@code wait()}.
   *
   * @throws IllegalMonitorStateException if the lock is not held
   * @throws InterruptedException if the thread is interrupted, before or while it waits, and was
   *     not signalled before; it holds the lock all the same
   */
  @Override
  void await() throws InterruptedException;

  /**
   * As {@link #await()}, but an interrupt does not end the wait; the thread's interrupt status is
   * as before.
   */
  @Override
  void awaitUninterruptibly();

  /**
   * As {@link #await()}, waiting so long at most; if {@code time} is zero or negative, the lock is
   * freed and taken again.
   *
   * <p>Python: {@code wait(timeout)}.
   *
   * @return false if the time is up
   * @throws InterruptedException if the thread is interrupted, before or while it waits
   */
  @Override
  boolean await(long time, TimeUnit unit) throws InterruptedException;

  /**
   * As {@link #await(long, TimeUnit)}; more than 292 years are for ever.
   *
   * @param atMost how long to wait at most
   * @return false if the time is up
   * @throws InterruptedException if the thread is interrupted, before or while it waits
   */
  @Local
  @SuppressWarnings("WaitNotInLoop") // the caller loops
  default boolean await(Duration atMost) throws InterruptedException {
    return await(Durations.nanos(Objects.requireNonNull(atMost, "atMost")), TimeUnit.NANOSECONDS);
  }

  /**
   * As {@link #await(long, TimeUnit)}.
   *
   * @return how much of the time is left; zero or less if it is up
   * @throws InterruptedException if the thread is interrupted, before or while it waits
   */
  @Local
  @Override
  @SuppressWarnings("WaitNotInLoop") // the caller loops
  default long awaitNanos(long nanos) throws InterruptedException {
    long begin = System.nanoTime();
    long atMost = Math.max(0, nanos);
    await(atMost, TimeUnit.NANOSECONDS);
    return atMost - (System.nanoTime() - begin);
  }

  /**
   * As {@link #await(long, TimeUnit)}, until a time of day of the caller's clock; not at all if
   * that is past.
   *
   * @return false if the time has come
   * @throws InterruptedException if the thread is interrupted, before or while it waits
   */
  @Local
  @Override
  @SuppressWarnings("WaitNotInLoop") // the caller loops
  default boolean awaitUntil(Date deadline) throws InterruptedException {
    // A time long before 1970 is as good as 1970; from there on the difference fits.
    long millis = Math.max(0, deadline.getTime()) - System.currentTimeMillis();
    return await(millis, TimeUnit.MILLISECONDS);
  }

  /**
   * Waits until something is true. It is asked for in the caller, at first and after each signal,
   * with the lock held.
   *
   * <p>Python: {@code wait_for(predicate)}.
   *
   * @param predicate what is to be true
   * @throws IllegalMonitorStateException if the lock is not held, and what is to be true is not
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  @Local
  default void waitFor(BooleanSupplier predicate) throws InterruptedException {
    while (!predicate.getAsBoolean()) {
      await();
    }
  }

  /**
   * As {@link #waitFor(BooleanSupplier)}, waiting so long at most in all; not at all if that is
   * zero or negative, for ever if it is more than 292 years.
   *
   * <p>Python: {@code wait_for(predicate, timeout)}.
   *
   * @param predicate what is to be true
   * @param atMost how long to wait at most
   * @return what the predicate said last: false if the time is up
   * @throws IllegalMonitorStateException if the lock is not held, and what is to be true is not
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  @Local
  default boolean waitFor(BooleanSupplier predicate, Duration atMost) throws InterruptedException {
    long nanos = Durations.nanos(Objects.requireNonNull(atMost, "atMost"));
    long begin = System.nanoTime();
    while (!predicate.getAsBoolean()) {
      long left = nanos == Line.FOREVER ? nanos : nanos - (System.nanoTime() - begin);
      if (left <= 0) {
        return false;
      }
      await(left, TimeUnit.NANOSECONDS);
    }
    return true;
  }

  // ---- signalling -------------------------------------------------------------------------------

  /**
   * Wakes the thread that has waited longest; does nothing if none waits.
   *
   * <p>Python: {@code notify()}.
   *
   * @throws IllegalMonitorStateException if the lock is not held
   */
  @Local
  @Override
  default void signal() {
    signal(1);
  }

  /**
   * Wakes so many threads, those that have waited longest; all if no more than that wait.
   *
   * <p>Python: {@code notify(n)}.
   *
   * @param threads how many; may be zero
   * @throws IllegalArgumentException if {@code threads} is negative
   * @throws IllegalMonitorStateException if the lock is not held
   */
  void signal(int threads);

  /**
   * Wakes all threads that wait.
   *
   * <p>Python: {@code notify_all()}.
   *
   * @throws IllegalMonitorStateException if the lock is not held
   */
  @Local
  @Override
  default void signalAll() {
    signal(Integer.MAX_VALUE);
  }

  /**
   * How many threads, in all processes, wait and have not been signalled.
   *
   * @return the number of threads; it may be another one by now
   */
  @Reads
  int waiters();
}
