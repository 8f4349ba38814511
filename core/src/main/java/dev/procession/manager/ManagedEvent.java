package dev.procession.manager;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * A flag in a manager that threads of any number of processes can wait for.
 *
 * {@snippet lang="java" :
 * ManagedEvent go = manager.event();
 * ChildProcess.of(() -> {
 *   go.await();
 *   …
 * }).start();
 * go.set();
 * }
 *
 * <p>Threads that wait while the event is set return, even if it is cleared again before they run.
 * A waiter whose process ends costs nothing.
 *
 * <p>Python: {@code Event()} of {@code multiprocessing.Manager()}.
 */
public interface ManagedEvent {
  /**
   * Whether the event is set.
   *
   * <p>Python: {@code is_set()}.
   *
   * @return true if so; it may be otherwise by now
   */
  @Reads
  boolean isSet();

  /**
   * Sets the event and wakes all who wait for it. Does nothing if it is set.
   *
   * <p>Python: {@code set()}.
   */
  void set();

  /**
   * Clears the event: who comes from now on waits. Does nothing if it is not set.
   *
   * <p>Python: {@code clear()}.
   */
  void clear();

  /**
   * Waits until the event is set.
   *
   * <p>Python: {@code wait()}.
   *
   * @throws InterruptedException if the thread is interrupted, before or while it waits
   */
  @Reads
  void await() throws InterruptedException;

  /**
   * Waits until the event is set, so long at most; not at all if {@code time} is zero or negative.
   *
   * @param time how long to wait at most
   * @param unit the unit of {@code time}
   * @return false if the time is up
   * @throws InterruptedException if the thread is interrupted, before or while it waits
   */
  @Reads
  boolean await(long time, TimeUnit unit) throws InterruptedException;

  /**
   * As {@link #await(long, TimeUnit)}; more than 292 years are for ever.
   *
   * <p>Python: {@code wait(timeout)}.
   *
   * @param atMost how long to wait at most
   * @return false if the time is up
   * @throws InterruptedException if the thread is interrupted, before or while it waits
   */
  @Local
  default boolean await(Duration atMost) throws InterruptedException {
    return await(Durations.nanos(Objects.requireNonNull(atMost, "atMost")), TimeUnit.NANOSECONDS);
  }

  /**
   * How many threads, in all processes, wait until the event is set.
   *
   * @return the number of threads; it may be another one by now
   */
  @Reads
  int waiters();
}
