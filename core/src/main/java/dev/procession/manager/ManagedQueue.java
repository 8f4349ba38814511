package dev.procession.manager;

import dev.procession.channel.QueueClosedException;
import java.time.Duration;
import java.util.Collection;
import java.util.Iterator;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A queue in a manager: threads of any number of processes put items at one end and take them at
 * the other.
 *
 * {@snippet lang="java" :
 * ManagedQueue<String> jobs = manager.queue(1000);
 * ChildProcess.of(() -> {
 *   while (true) {
 *     run(jobs.take());
 *     jobs.taskDone();
 *   }
 * }).start();
 * jobs.put("first");
 * jobs.join();
 * }
 *
 * <p>Who waits for an item or for room is served in the order in which it came. An item that was
 * taken for a process which ended before the item reached it goes back to the head, so that nothing
 * is lost with it but what it had got. A manager with a journal remembers the queue.
 *
 * <p>Items are copies. Null is no item: {@link NullPointerException}. An interrupt ends each wait
 * that declares {@link InterruptedException}, and nothing has been put or taken then. The iterator
 * goes over what was there when it was first used; the collection's other methods look and change
 * in one step each.
 *
 * <p>{@link #join()} waits until all that was put has been dealt with. Not dealt with are the items
 * in the queue, and those that connected processes have taken and not acknowledged by {@link
 * #taskDone()}; who never joins needs not acknowledge. What a process had taken when it ended, and
 * what is removed otherwise than by taking it, counts no longer.
 *
 * <p>Python: {@code Queue()} and {@code JoinableQueue()} of {@code multiprocessing.Manager()}.
 *
 * @param <E> what it holds
 */
public interface ManagedQueue<E> extends BlockingQueue<E> {
  // ---- putting ----------------------------------------------------------------------------------

  /**
   * Puts an item, waiting for room as long as it takes.
   *
   * <p>Python: {@code put(item)}.
   *
   * @param item the item
   * @throws InterruptedException if the thread is interrupted, before or while it waits
   * @throws QueueClosedException if the queue has been shut down, before or meanwhile
   */
  @Override
  void put(E item) throws InterruptedException;

  /**
   * Puts an item if there is room.
   *
   * <p>Python: {@code put(item, block=False)}.
   *
   * @param item the item
   * @return false if there is no room
   * @throws QueueClosedException if the queue has been shut down
   */
  @Override
  boolean offer(E item);

  /**
   * Puts an item, waiting so long for room at most; not at all if {@code time} is zero or negative.
   * The time counts in the manager.
   *
   * @param item the item
   * @param time how long to wait at most
   * @param unit the unit of {@code time}
   * @return false if the time is up
   * @throws InterruptedException if the thread is interrupted, before or while it waits
   * @throws QueueClosedException if the queue has been shut down, before or meanwhile
   */
  @Override
  boolean offer(E item, long time, TimeUnit unit) throws InterruptedException;

  /**
   * As {@link #offer(Object, long, TimeUnit)}; more than 292 years are for ever.
   *
   * <p>Python: {@code put(item, timeout=…)}.
   *
   * @param item the item
   * @param atMost how long to wait at most
   * @return false if the time is up
   * @throws InterruptedException if the thread is interrupted, before or while it waits
   * @throws QueueClosedException if the queue has been shut down, before or meanwhile
   */
  boolean offer(E item, Duration atMost) throws InterruptedException;

  /**
   * Puts items in the order of the collection, as many at a time as there is room for, waiting for
   * room as long as it takes. Items of others may come in between. If it throws, some of those
   * before may have been put.
   *
   * @param all the items
   * @throws NullPointerException if one is null; then none has been put
   * @throws InterruptedException if the thread is interrupted, before or while it waits
   * @throws QueueClosedException if the queue has been shut down, before or meanwhile
   */
  void putAll(Collection<? extends E> all) throws InterruptedException;

  /**
   * Puts items in the order of the collection, as many as there is room for.
   *
   * @param all the items
   * @return false if the collection is empty
   * @throws IllegalStateException if there was no room for all; the first ones have been put
   * @throws IllegalArgumentException if the collection is this queue
   * @throws QueueClosedException if the queue has been shut down
   */
  @Override
  boolean addAll(Collection<? extends E> all);

  // ---- taking -----------------------------------------------------------------------------------

  /**
   * Takes an item, waiting for one as long as it takes.
   *
   * <p>Python: {@code get()}.
   *
   * @return the item
   * @throws InterruptedException if the thread is interrupted, before or while it waits
   * @throws QueueClosedException if there is none and none will come, now or later
   */
  @Override
  E take() throws InterruptedException;

  /**
   * Takes an item if there is one.
   *
   * <p>Python: {@code get(block=False)}.
   *
   * @return the item; null if there is none
   * @throws QueueClosedException if there is none and none will come
   */
  @Override
  @Nullable E poll();

  /**
   * Takes an item, waiting so long for one at most; not at all if {@code time} is zero or negative.
   * The time counts in the manager.
   *
   * @param time how long to wait at most
   * @param unit the unit of {@code time}
   * @return the item; null if the time is up
   * @throws InterruptedException if the thread is interrupted, before or while it waits
   * @throws QueueClosedException if there is none and none will come, now or later
   */
  @Override
  @Nullable E poll(long time, TimeUnit unit) throws InterruptedException;

  /**
   * As {@link #poll(long, TimeUnit)}; more than 292 years are for ever.
   *
   * <p>Python: {@code get(timeout=…)}.
   *
   * @param atMost how long to wait at most
   * @return the item; null if the time is up
   * @throws InterruptedException if the thread is interrupted, before or while it waits
   * @throws QueueClosedException if there is none and none will come, now or later
   */
  @Nullable E poll(Duration atMost) throws InterruptedException;

  /**
   * Takes all items that are there, at once.
   *
   * @param target where to add them
   * @return how many; zero also if none will come any more
   * @throws IllegalArgumentException if {@code target} is this queue
   */
  @Override
  int drainTo(Collection<? super E> target);

  /**
   * Takes up to so many of the items that are there, at once.
   *
   * @param target where to add them
   * @param most how many at most; none if zero or negative
   * @return how many; zero also if none will come any more
   * @throws IllegalArgumentException if {@code target} is this queue
   */
  @Override
  int drainTo(Collection<? super E> target, int most);

  // ---- that it has been dealt with --------------------------------------------------------------

  /**
   * Says that an item which was taken has been dealt with: by this process, or else by another one
   * that has some.
   *
   * <p>Python: {@code task_done()}.
   *
   * @throws IllegalStateException if nobody has taken an item that has not been acknowledged
   */
  void taskDone();

  /**
   * Waits until all that was put has been dealt with, as long as that takes.
   *
   * <p>Python: {@code join()}.
   *
   * @throws InterruptedException if the thread is interrupted, before or while it waits
   */
  void join() throws InterruptedException;

  /**
   * Waits until all that was put has been dealt with, so long at most; not at all if {@code atMost}
   * is zero or negative, for ever if it is more than 292 years.
   *
   * @param atMost how long to wait at most
   * @return false if the time is up
   * @throws InterruptedException if the thread is interrupted, before or while it waits
   */
  boolean join(Duration atMost) throws InterruptedException;

  /**
   * How many items have not been dealt with: in the queue, or taken and not acknowledged.
   *
   * @return the number of items; it may be another one by now
   */
  long unfinished();

  // ---- looking at it ----------------------------------------------------------------------------

  /**
   * How many items the queue may hold at a time.
   *
   * <p>Python: {@code maxsize}, which is 0 without a bound.
   *
   * @return the number of items; {@link Integer#MAX_VALUE} if there is no bound
   */
  int capacity();

  /**
   * How many items are there to be taken.
   *
   * <p>Python: {@code qsize()}; {@code empty()} is {@link #isEmpty()}, and {@code full()} is {@code
   * remainingCapacity() == 0}.
   *
   * @return the number of items; it may be another one by now
   */
  @Override
  int size();

  /**
   * How many threads, in all processes, wait for items, for room or for the end of what was put.
   *
   * @return the number of threads; it may be another one by now
   */
  int waiters();

  /**
   * Goes over the items that are there when it is first asked for one. What happens to the queue
   * later does not matter. {@code remove()} removes that very item, if it is still there.
   *
   * @return an iterator over copies
   */
  @Override
  Iterator<E> iterator();

  /**
   * Removes, in the manager and in one step, all items that a predicate holds of.
   *
   * @param filter says which; a lambda runs in the manager
   * @return false if there was none
   */
  boolean removeIf(SendablePredicate<? super E> filter);

  /**
   * Removes all items that a predicate holds of. One that cannot be sent is asked here, about the
   * items that are there now.
   *
   * @param filter says which
   * @return false if there was none
   */
  @Override
  boolean removeIf(Predicate<? super E> filter);

  // ---- its end ----------------------------------------------------------------------------------

  /**
   * Has nothing put any more, by any process. What is there can be taken; then takers get {@link
   * QueueClosedException}, as putters do at once, also those that wait.
   *
   * <p>Python: {@code shutdown()}.
   */
  void shutdown();

  /**
   * As {@link #shutdown()}, and drops what is there.
   *
   * <p>Python: {@code shutdown(immediate=True)}.
   *
   * @return how many items were dropped
   */
  int shutdownNow();

  /**
   * Whether the queue has been shut down, by any process.
   *
   * @return true if nothing can be put any more
   */
  boolean isShutdown();
}
