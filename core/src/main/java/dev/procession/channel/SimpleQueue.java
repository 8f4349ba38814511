package dev.procession.channel;

import dev.procession.internal.proc.SharedTicket;
import dev.procession.internal.ready.Awaitable;
import dev.procession.internal.ready.ReadyTypes;
import dev.procession.internal.shm.LockWord;
import dev.procession.internal.shm.RecordLog;
import dev.procession.internal.shm.Segment;
import dev.procession.internal.shm.SegmentAddress;
import dev.procession.internal.shm.SegmentKind;
import dev.procession.internal.shm.SharedHandle;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.util.Objects;

/**
 * A queue with as few methods as Python's: {@link #put}, {@link #take}, {@link #isEmpty}. It has no
 * bound, so {@code put} does not wait. All else is as in {@link SharedQueue}.
 *
 * <p>Python: {@code multiprocessing.SimpleQueue}.
 *
 * @param <E> what it holds
 */
public final class SimpleQueue<E> implements AutoCloseable, Serializable {
  private static final long serialVersionUID = 1L;

  static {
    ReadyTypes.register(new Waitable());
  }

  private final transient SharedHandle handle;
  private final transient RecordLog log;
  private final transient ItemLog items;

  private SimpleQueue(Segment segment) {
    this.handle = new SharedHandle(segment, this);
    this.log = RecordLog.of(segment);
    this.items = new ItemLog(log, segment.title());
  }

  /**
   * Makes a queue.
   *
   * @param <E> what it is to hold
   * @return the queue
   * @throws dev.procession.ProcessionException if there is no shared memory or no descriptor for it
   */
  public static <E> SimpleQueue<E> create() {
    return new SimpleQueue<>(SharedQueue.makeSegment(config -> config, false));
  }

  /**
   * Puts an item; does not wait.
   *
   * <p>Python: {@code put(item)}.
   *
   * @param item the item
   * @throws NullPointerException if it is null
   * @throws dev.procession.NotSendableException if it cannot be sent
   * @throws dev.procession.ProcessionException if there is no more memory; nothing is lost
   */
  public void put(E item) {
    Objects.requireNonNull(item, "item");
    handle.checkOpen();
    items.offer(item);
  }

  /**
   * Takes an item, waiting for one as long as it takes.
   *
   * <p>Python: {@code get()}.
   *
   * @return the item
   * @throws InterruptedException if the thread is interrupted, before or while it waits
   * @throws dev.procession.NotSendableException if the item cannot be rebuilt here; it is gone
   */
  @SuppressWarnings("unchecked")
  public E take() throws InterruptedException {
    handle.checkOpenAndInterrupt();
    while (true) {
      Object item = items.take(LockWord.FOREVER);
      if (item != null) {
        return (E) item;
      }
    }
  }

  /**
   * Whether nothing is there to be taken.
   *
   * <p>Python: {@code empty()}.
   *
   * @return true if the queue is empty; it may have changed by now
   */
  public boolean isEmpty() {
    handle.checkOpen();
    return log.size() == 0;
  }

  /**
   * Whether {@link #close()} has been called on this object.
   *
   * @return true if it cannot be used any more
   */
  public boolean isClosed() {
    return !handle.isOpen();
  }

  /**
   * Says that this process needs the queue no longer; others go on. Does nothing the second time.
   *
   * <p>Python: {@code close()}.
   */
  @Override
  public void close() {
    handle.close();
  }

  /** For people: the number of items. */
  @Override
  public String toString() {
    return handle.isOpen() ? "SimpleQueue[items=" + log.size() + "]" : "SimpleQueue[closed]";
  }

  /** For waits for several things at once. Not a lambda: those are slow in a fresh JVM. */
  private static final class Waitable extends ReadyTypes.Type<SimpleQueue<?>> {
    Waitable() {
      super(SimpleQueue.class);
    }

    @Override
    protected Awaitable of(SimpleQueue<?> queue) {
      return new QueueWait(queue.handle, queue.log);
    }
  }

  /** What is sent: where to find the queue. */
  private static final class Ticket extends SharedTicket {
    private static final long serialVersionUID = 1;

    Ticket(SegmentAddress address) {
      super(address);
    }

    /**
     * Finds the queue.
     *
     * @return the queue itself
     */
    private Object readResolve() {
      return new SimpleQueue<>(attach(SegmentKind.QUEUE));
    }
  }

  /**
   * Sends a ticket.
   *
   * @return where to find the queue
   */
  private Object writeReplace() {
    return new Ticket(handle.address());
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
