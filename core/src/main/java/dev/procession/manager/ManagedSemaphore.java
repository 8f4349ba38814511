package dev.procession.manager;

import dev.procession.sync.Hold;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * A semaphore in a manager: a number of permits that threads of any number of processes take and
 * give back.
 *
 * {@snippet lang="java" :
 * ManagedSemaphore printers = manager.semaphore(2);
 * ChildProcess.of(() -> {
 *   try (var held = printers.hold()) {
 *     …
 *   }
 * }).start();
 * }
 *
 * <p>A process that ends gives back what it holds, unless permits of the dead are kept. It holds
 * what it has acquired and what nobody has released since: as in Python any process may release,
 * and a permit that is released by a process which holds none is taken off another one that does.
 *
 * <p>Threads get permits in the order in which they came; who waits for many is not passed by those
 * who want few.
 *
 * <p>Python: {@code Semaphore()} and {@code BoundedSemaphore()} of {@code
 * multiprocessing.Manager()}, which keep the permits of the dead.
 */
public interface ManagedSemaphore {
  /**
   * Takes a permit, waiting as long as that takes or until interrupted.
   *
   * <p>Python: {@code acquire()}.
   *
   * @throws InterruptedException if the thread is interrupted, before or while it waits
   */
  @Local
  default void acquire() throws InterruptedException {
    acquire(1);
  }

  /**
   * Takes permits, all at once, waiting as long as that takes or until interrupted. More than there
   * will ever be are waited for, for ever.
   *
   * @param permits how many; at least 1
   * @throws IllegalArgumentException if {@code permits} is not positive
   * @throws InterruptedException if the thread is interrupted, before or while it waits; then it
   *     has taken none
   */
  void acquire(int permits) throws InterruptedException;

  /** Takes a permit; an interrupt does not end the wait. */
  void acquireUninterruptibly();

  /**
   * Takes a permit if there is one.
   *
   * <p>Python: {@code acquire(blocking=False)}.
   *
   * @return false if none is free, or others wait
   */
  @Local
  default boolean tryAcquire() {
    return tryAcquire(1);
  }

  /**
   * Takes permits if there are so many.
   *
   * @param permits how many; at least 1
   * @return false if fewer are free, or others wait; then none is taken
   * @throws IllegalArgumentException if {@code permits} is not positive
   */
  boolean tryAcquire(int permits);

  /**
   * Takes a permit, waiting so long at most; not at all if {@code atMost} is zero or negative.
   *
   * <p>Python: {@code acquire(timeout=…)}.
   *
   * @param atMost how long to wait at most
   * @return false if the time is up
   * @throws InterruptedException if the thread is interrupted, before or while it waits
   */
  @Local
  default boolean tryAcquire(Duration atMost) throws InterruptedException {
    return tryAcquire(1, atMost);
  }

  /**
   * Takes permits, all at once, waiting so long at most; more than 292 years are for ever.
   *
   * @param permits how many; at least 1
   * @param atMost how long to wait at most
   * @return false if the time is up
   * @throws IllegalArgumentException if {@code permits} is not positive
   * @throws InterruptedException if the thread is interrupted, before or while it waits
   */
  @Local
  default boolean tryAcquire(int permits, Duration atMost) throws InterruptedException {
    return tryAcquire(
        permits, Durations.nanos(Objects.requireNonNull(atMost, "atMost")), TimeUnit.NANOSECONDS);
  }

  /**
   * As {@link #tryAcquire(Duration)}.
   *
   * @param time how long to wait at most
   * @param unit the unit of {@code time}
   * @return false if the time is up
   * @throws InterruptedException if the thread is interrupted, before or while it waits
   */
  @Local
  default boolean tryAcquire(long time, TimeUnit unit) throws InterruptedException {
    return tryAcquire(1, time, unit);
  }

  /**
   * As {@link #tryAcquire(int, Duration)}.
   *
   * @param permits how many; at least 1
   * @param time how long to wait at most
   * @param unit the unit of {@code time}
   * @return false if the time is up
   * @throws IllegalArgumentException if {@code permits} is not positive
   * @throws InterruptedException if the thread is interrupted, before or while it waits
   */
  boolean tryAcquire(int permits, long time, TimeUnit unit) throws InterruptedException;

  /**
   * Takes a permit, as {@link #acquireUninterruptibly()} does, until the result is closed.
   *
   * <p>Python: {@code with semaphore:}.
   *
   * @return what gives the permit back when it is closed
   */
  @Local
  default Hold hold() {
    acquireUninterruptibly();
    return this::release;
  }

  /**
   * Gives a permit back, or makes a new one if nobody holds any.
   *
   * <p>Python: {@code release()}.
   *
   * @throws IllegalStateException if there would be more free permits than at first and the
   *     semaphore is bounded, or more than {@link Integer#MAX_VALUE}
   */
  @Local
  default void release() {
    release(1);
  }

  /**
   * Gives permits back.
   *
   * <p>Python: {@code release(n)}.
   *
   * @param permits how many; at least 1
   * @throws IllegalArgumentException if {@code permits} is not positive
   * @throws IllegalStateException if there would be more free permits than there may be; then none
   *     is given back
   */
  void release(int permits);

  /**
   * How many permits are free.
   *
   * @return the number of permits; it may be another one by now
   */
  @Reads
  int availablePermits();

  /**
   * How many permits this process holds; always zero if permits of the dead are kept.
   *
   * @return the number of permits; it may be another one by now
   */
  @Reads
  int heldPermits();

  /**
   * How many threads, in all processes, wait until they get permits.
   *
   * @return the number of threads; it may be another one by now
   */
  @Reads
  int waiters();
}
