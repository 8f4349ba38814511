package dev.procession.manager;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A barrier in a manager: threads of any number of processes wait for each other until a certain
 * number has come, and then all go on. It can be used again and again.
 *
 * {@snippet lang="java" :
 * ManagedBarrier barrier = manager.barrier(3);
 * for (int i = 0; i < 3; i++) {
 *   ChildProcess.of(() -> {
 *     prepare();
 *     barrier.await();
 *     …
 *   }).start();
 * }
 * }
 *
 * <p>The action, if there is one, is run once each time, in the manager, when the last one has come
 * and before all go on. Who comes meanwhile is of the next time.
 *
 * <p>The barrier breaks if one who waits is interrupted or has waited as long as it was to, if its
 * process ends, or if the action fails. Then all who wait, and all who come later, get {@link
 * BrokenBarrierException}, until somebody calls {@link #reset()}.
 *
 * <p>Python: {@code Barrier()} of {@code multiprocessing.Manager()}.
 */
public interface ManagedBarrier {
  /**
   * Comes, and waits until all have come; as long as the barrier's own timeout allows, if it has
   * one.
   *
   * <p>Python: {@code wait()}.
   *
   * @return how many came before: 0 for the first one to come, {@code parties() - 1} for the last
   *     one. Each number is returned once
   * @throws BrokenBarrierException if the barrier is or becomes broken; with a {@link
   *     TimeoutException} as cause if this thread has waited as long as the barrier's timeout. What
   *     the action throws is thrown by the last one to come
   * @throws InterruptedException if the thread is interrupted before it comes, which leaves the
   *     barrier as it is, or while it waits, which breaks it
   */
  int await() throws InterruptedException, BrokenBarrierException;

  /**
   * Comes, and waits until all have come; so long at most, and not at all if {@code time} is zero
   * or negative. The barrier's own timeout does not count.
   *
   * @param time how long to wait at most
   * @param unit the unit of {@code time}
   * @return as {@link #await()}
   * @throws TimeoutException if the time is up, which breaks the barrier
   * @throws BrokenBarrierException if the barrier is or becomes broken
   * @throws InterruptedException as {@link #await()}
   */
  int await(long time, TimeUnit unit)
      throws InterruptedException, BrokenBarrierException, TimeoutException;

  /**
   * As {@link #await(long, TimeUnit)}; more than 292 years are for ever.
   *
   * <p>Python: {@code wait(timeout)}.
   *
   * @param atMost how long to wait at most
   * @return as {@link #await()}
   * @throws TimeoutException if the time is up, which breaks the barrier
   * @throws BrokenBarrierException if the barrier is or becomes broken
   * @throws InterruptedException as {@link #await()}
   */
  @Local
  default int await(Duration atMost)
      throws InterruptedException, BrokenBarrierException, TimeoutException {
    return await(Durations.nanos(Objects.requireNonNull(atMost, "atMost")), TimeUnit.NANOSECONDS);
  }

  /**
   * Makes the barrier as new. Who waits gets {@link BrokenBarrierException}; who comes later waits
   * for all parties.
   *
   * <p>Python: {@code reset()}.
   */
  void reset();

  /**
   * Breaks the barrier: who waits and who comes gets {@link BrokenBarrierException}. Does nothing
   * if it is broken.
   *
   * <p>Python: {@code abort()}.
   */
  void abort();

  /**
   * Whether the barrier is broken.
   *
   * <p>Python: {@code broken}.
   *
   * @return true if it is
   */
  @Reads
  boolean isBroken();

  /**
   * How many threads must come.
   *
   * <p>Python: {@code parties}.
   *
   * @return the number of threads
   */
  @Reads
  int parties();

  /**
   * How many threads have come and wait; 0 if the barrier is broken.
   *
   * <p>Python: {@code n_waiting}.
   *
   * @return the number of threads; it may be another one by now
   */
  @Reads
  int waiting();
}
