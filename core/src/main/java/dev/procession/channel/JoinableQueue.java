package dev.procession.channel;

import dev.procession.internal.proc.Waits;
import dev.procession.internal.shm.LockWord;
import dev.procession.internal.shm.Segment;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.time.Duration;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * A queue that can be waited for until all that was put has been dealt with.
 *
 * {@snippet lang="java" :
 * jobs.putAll(work);       // in one process
 * jobs.join();
 *
 * run(jobs.take());        // in others, again and again
 * jobs.taskDone();
 * }
 *
 * <p>Not dealt with are the items in the queue, and those that living processes have taken and not
 * acknowledged by {@link #taskDone()}. What a process had taken when it died, or closed the queue,
 * counts no longer: it is lost, and nobody waits for it. A queue with {@linkplain
 * QueueConfig#leased leases} gives it to others.
 *
 * <p>Python: {@code multiprocessing.JoinableQueue}.
 *
 * @param <E> what it holds
 */
public final class JoinableQueue<E> extends SharedQueue<E> {
  private static final long serialVersionUID = 1L;

  JoinableQueue(Segment segment) {
    super(segment);
  }

  /**
   * Makes a queue without bound.
   *
   * @param <E> what it is to hold
   * @return the queue
   * @throws dev.procession.ProcessionException if there is no shared memory or no descriptor for it
   */
  public static <E> JoinableQueue<E> create() {
    return create(config -> config);
  }

  /**
   * Makes a queue for so many items at a time.
   *
   * @param <E> what it is to hold
   * @param capacity how many; at least 1
   * @return the queue
   * @throws IllegalArgumentException if {@code capacity} is not positive
   * @throws dev.procession.ProcessionException if there is no shared memory or no descriptor for it
   */
  public static <E> JoinableQueue<E> create(int capacity) {
    return create(config -> config.capacity(capacity));
  }

  /**
   * Makes a queue.
   *
   * @param <E> what it is to hold
   * @param configure changes what is not to be as usual: no bound, no name
   * @return the queue
   * @throws IllegalArgumentException if it is to have leases
   * @throws NullPointerException if {@code configure} is null or returns null
   * @throws dev.procession.ProcessionException if there is no shared memory or no descriptor for it
   */
  public static <E> JoinableQueue<E> create(UnaryOperator<QueueConfig> configure) {
    return new JoinableQueue<>(makeSegment(configure, true));
  }

  /**
   * Says that an item which was taken has been dealt with: by this process, or else by another one
   * that has some. An item that could not be rebuilt has been acknowledged already.
   *
   * <p>Python: {@code task_done()}.
   *
   * @throws IllegalStateException if nobody has taken an item that has not been acknowledged
   */
  public void taskDone() {
    if (!log().finish()) {
      throw new IllegalStateException(
          "acknowledged too often: unfinished=0; call taskDone() once for each item taken");
    }
  }

  /**
   * Waits until all that was put has been dealt with, as long as that takes.
   *
   * <p>Python: {@code join()}.
   *
   * @throws InterruptedException if the thread is interrupted, before or while it waits
   */
  public void join() throws InterruptedException {
    checkInterrupt();
    log().join(LockWord.FOREVER);
  }

  /**
   * Waits until all that was put has been dealt with, so long at most; not at all if {@code atMost}
   * is zero or negative.
   *
   * @param atMost how long to wait at most
   * @return false if the time is up
   * @throws InterruptedException if the thread is interrupted, before or while it waits
   */
  public boolean join(Duration atMost) throws InterruptedException {
    Objects.requireNonNull(atMost, "atMost");
    checkInterrupt();
    return log().join(Waits.nanos(atMost));
  }

  private static void checkInterrupt() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }

  /**
   * How many items have not been dealt with: in the queue, or taken and not acknowledged.
   *
   * @return the number of items; it may be another one by now
   */
  public long unfinished() {
    return log().unfinished();
  }

  /**
   * Refuses what is none of our tickets.
   *
   * @param in not read
   * @throws InvalidObjectException always
   */
  private void readObject(ObjectInputStream in) throws InvalidObjectException {
    throw new InvalidObjectException("a queue is sent as a ticket");
  }
}
