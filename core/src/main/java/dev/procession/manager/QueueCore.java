package dev.procession.manager;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What goes over the wire for a {@link ManagedQueue}, which says what it means. Times are in
 * nanoseconds.
 *
 * @param <E> what it holds
 */
interface QueueCore<E> {
  void put(E item) throws InterruptedException;

  boolean offer(E item);

  boolean offer(E item, long nanos) throws InterruptedException;

  /** Waits for some room and puts what fits; returns how many, which is not 0. */
  int putSome(List<E> items) throws InterruptedException;

  /** Puts what fits; returns how many. */
  int offerAll(List<E> items);

  @Again
  E take() throws InterruptedException;

  @Again
  @Nullable E poll();

  @Again
  @Nullable E poll(long nanos) throws InterruptedException;

  @Again
  List<E> drain(int most);

  void taskDone();

  boolean join(long nanos) throws InterruptedException;

  @Reads
  long unfinished();

  @Reads
  @Nullable E peek();

  @Reads
  int size();

  @Reads
  int capacity();

  @Reads
  int remainingCapacity();

  @Reads
  int waiters();

  @Reads
  boolean contains(@Nullable Object item);

  @Reads
  List<QueueItem<E>> items();

  /** Removes the first that equals this; false if there is none. */
  boolean removeFirst(@Nullable Object item);

  boolean removeIf(SendablePredicate<? super E> filter);

  /** Removes those of these numbers, in ascending order; false if there are none any more. */
  boolean removeNumbered(long[] numbers);

  void clear();

  /** Returns how many were dropped. */
  int shutdown(boolean drop);

  @Reads
  boolean isShutdown();
}
