package dev.procession.manager;

import dev.procession.sync.Hold;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;

/**
 * A lock in a manager, for threads of any number of processes.
 *
 * {@snippet lang="java" :
 * ManagedLock lock = manager.lock();
 * ChildProcess.of(() -> {
 *   try (var held = lock.hold()) {
 *     …
 *   }
 * }).start();
 * }
 *
 * <p>There are two kinds. A plain lock is not reentrant, a thread that takes it twice waits for
 * itself; as in Python, any thread of any process may free it. A reentrant lock may be taken again
 * by the thread that holds it; it is free when that thread has unlocked it as often.
 *
 * <p>Threads get the lock in the order in which they came. If the process of its holder ends, the
 * next one gets it, the manager logs a warning, and {@link #recovered()} is true for the new
 * holder: what the lock protects may be half changed. A thread that ends while its process lives
 * does not free what it holds.
 *
 * <p>Python: {@code Lock()} and {@code RLock()} of {@code multiprocessing.Manager()}.
 */
public interface ManagedLock extends Lock {
  /**
   * Takes the lock, waiting as long as that takes. An interrupt does not end the wait; the thread's
   * interrupt status is as before.
   *
   * <p>Python: {@code acquire()}.
   */
  @Override
  void lock();

  /**
   * Takes the lock, waiting as long as that takes or until interrupted.
   *
   * @throws InterruptedException if the thread is interrupted, before or while it waits; then it
   *     has not taken the lock
   */
  @Override
  void lockInterruptibly() throws InterruptedException;

  /**
   * Takes the lock if it is free, or reentrant and held by this thread.
   *
   * <p>Python: {@code acquire(blocking=False)}.
   *
   * @return false if another thread holds it
   */
  @Override
  boolean tryLock();

  /**
   * Takes the lock, waiting so long at most; not at all if {@code time} is zero or negative. The
   * time counts in the manager.
   *
   * <p>Python: {@code acquire(timeout=…)}.
   *
   * @return false if the time is up
   * @throws InterruptedException if the thread is interrupted, before or while it waits
   */
  @Override
  boolean tryLock(long time, TimeUnit unit) throws InterruptedException;

  /**
   * As {@link #tryLock(long, TimeUnit)}; more than 292 years are for ever.
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
   * <p>Python: {@code with lock:}.
   *
   * @return what frees the lock when it is closed
   */
  @Local
  default Hold hold() {
    lock();
    return this::unlock;
  }

  /**
   * Frees the lock: a plain one whoever holds it; of a reentrant one it takes back one taking, and
   * the last one frees it.
   *
   * <p>Python: {@code release()}.
   *
   * @throws IllegalMonitorStateException if it is free, or reentrant and another thread holds it
   */
  @Override
  void unlock();

  /**
   * A new condition of this lock, in the same manager.
   *
   * <p>Python: {@code Condition(lock)}.
   *
   * @return the condition
   */
  @Override
  ManagedCondition newCondition();

  /**
   * Whether some thread holds the lock.
   *
   * <p>Python: {@code locked()}.
   *
   * @return true if so; it may be otherwise by now
   */
  @Reads
  boolean isLocked();

  /**
   * Whether the calling thread is the one that has taken the lock.
   *
   * @return true if so
   */
  @Local
  default boolean isHeldByCurrentThread() {
    return holdCount() > 0;
  }

  /**
   * How many times the calling thread holds the lock: not more than once if it is a plain one.
   *
   * @return the number of holds; 0 if another thread, or none, has taken it
   */
  @Reads
  int holdCount();

  /**
   * Whether this process holds the lock and has it from a process that ended while it held it. True
   * until the lock is freed.
   *
   * @return true if so
   */
  @Reads
  boolean recovered();

  /**
   * How many threads, in all processes, wait until they get the lock.
   *
   * @return the number of threads; it may be another one by now
   */
  @Reads
  int waiters();
}
