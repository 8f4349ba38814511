package dev.procession.channel;

import dev.procession.internal.proc.SharedThings;
import dev.procession.internal.proc.SharedTicket;
import dev.procession.internal.proc.Waits;
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
import java.time.Duration;
import java.util.AbstractQueue;
import java.util.Collection;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A queue between processes: any of them puts items at one end, any takes them at the other.
 *
 * {@snippet lang="java" :
 * var lines = SharedQueue.<String>create(1000);
 * ChildProcess.of(() -> {
 *   for (String line = lines.take(); ; line = lines.take()) {
 *     …
 *   }
 * }).start();
 * lines.put("first");
 * }
 *
 * <p>{@code put} encodes the item in its caller, so what cannot be sent fails there, with {@link
 * dev.procession.NotSendableException}, and changes nothing. When {@code put} returns, the item is
 * in shared memory and arrives even if the process that put it dies the next moment. Items of one
 * thread arrive in their order. A process that is killed at any instant leaves the queue whole: it
 * has put an item or has not, taken one or has not; with it is lost at most what it had just taken,
 * and with {@linkplain QueueConfig#leased leases} not even that.
 *
 * <p>Items are copies. Arrays of numbers are copied as they lie in memory; a {@link
 * java.lang.foreign.MemorySegment} arrives as one of its own, in native memory that the garbage
 * collector frees. An item that cannot be rebuilt fails in who takes it, with {@link
 * dev.procession.NotSendableException}, and is gone; the queue goes on. An item may have nearly 2
 * GiB, memory and arrays of numbers more.
 *
 * <p>Null is no item: {@link NullPointerException}. A queue without bound grows as long as there is
 * memory; then {@code put} throws {@link dev.procession.ProcessionException}, and nothing is lost.
 * May be used by any thread, also by virtual ones. An interrupt ends each wait that declares {@link
 * InterruptedException}, and nothing has been put or taken then. After {@link #close()} every
 * method but that throws {@link IllegalStateException}.
 *
 * <p>Python: {@code multiprocessing.Queue}.
 *
 * @param <E> what it holds
 */
public sealed class SharedQueue<E> extends AbstractQueue<E>
    implements BlockingQueue<E>, AutoCloseable, Serializable permits JoinableQueue {
  private static final long serialVersionUID = 1L;

  static {
    ReadyTypes.register(new Waitable());
  }

  private final transient SharedHandle handle;
  private final transient Segment segment;
  private final transient RecordLog log;
  private final transient ItemLog items;

  /** What was taken by this object and neither completed nor given back. */
  private final transient Set<Lease<E>> leases = ConcurrentHashMap.newKeySet();

  SharedQueue(Segment segment) {
    this.segment = segment;
    this.handle = new SharedHandle(segment, this);
    this.log = RecordLog.of(segment);
    this.items = new ItemLog(log, segment.title());
  }

  /**
   * Makes a queue without bound.
   *
   * <p>Python: {@code Queue()}.
   *
   * @param <E> what it is to hold
   * @return the queue
   * @throws dev.procession.ProcessionException if there is no shared memory or no descriptor for it
   */
  public static <E> SharedQueue<E> create() {
    return create(config -> config);
  }

  /**
   * Makes a queue for so many items at a time.
   *
   * <p>Python: {@code Queue(maxsize)}.
   *
   * @param <E> what it is to hold
   * @param capacity how many; at least 1
   * @return the queue
   * @throws IllegalArgumentException if {@code capacity} is not positive
   * @throws dev.procession.ProcessionException if there is no shared memory or no descriptor for it
   */
  public static <E> SharedQueue<E> create(int capacity) {
    return create(config -> config.capacity(capacity));
  }

  /**
   * Makes a queue.
   *
   * @param <E> what it is to hold
   * @param configure changes what is not to be as usual: no bound, no name, no leases
   * @return the queue
   * @throws NullPointerException if {@code configure} is null or returns null
   * @throws dev.procession.ProcessionException if there is no shared memory or no descriptor for it
   */
  public static <E> SharedQueue<E> create(UnaryOperator<QueueConfig> configure) {
    return new SharedQueue<>(makeSegment(configure, false));
  }

  static Segment makeSegment(UnaryOperator<QueueConfig> configure, boolean joinable) {
    QueueConfig config =
        Objects.requireNonNull(configure.apply(QueueConfig.standard()), "configuration");
    if (joinable && config.leased()) {
      throw new IllegalArgumentException(
          "a queue is either joinable or leased: leased=true; a lease says by itself that it is"
              + " done");
    }
    var plan =
        new RecordLog.Plan(
            config.name(),
            config.capacity(),
            config.maxBytes(),
            config.endsWithProducers(),
            joinable,
            config.leased());
    Segment segment = SharedThings.create(plan.segment());
    plan.initialize(segment);
    return segment;
  }

  RecordLog log() {
    handle.checkOpen();
    return log;
  }

  // ---- putting ----------------------------------------------------------------------------------

  /**
   * Puts an item, waiting for room as long as it takes.
   *
   * <p>Python: {@code put(item)}.
   *
   * @param item the item
   * @throws InterruptedException if the thread is interrupted, before or while it waits
   * @throws QueueClosedException if the queue has been shut down, before or meanwhile
   * @throws dev.procession.NotSendableException if the item cannot be sent
   * @throws IllegalArgumentException if the item has more bytes than the queue may ever hold
   */
  @Override
  public void put(E item) throws InterruptedException {
    checkPut(item);
    items.put(item, LockWord.FOREVER);
  }

  private void checkPut(E item) throws InterruptedException {
    Objects.requireNonNull(item, "item");
    handle.checkOpenAndInterrupt();
  }

  /**
   * Puts an item if there is room.
   *
   * <p>Python: {@code put(item, block=False)}.
   *
   * @param item the item
   * @return false if there is no room
   * @throws QueueClosedException if the queue has been shut down
   * @throws dev.procession.NotSendableException if the item cannot be sent
   * @throws IllegalArgumentException if the item has more bytes than the queue may ever hold
   */
  @Override
  public boolean offer(E item) {
    Objects.requireNonNull(item, "item");
    handle.checkOpen();
    return items.offer(item);
  }

  /**
   * Puts an item, waiting so long for room at most; not at all if {@code atMost} is zero or
   * negative, for ever if it is more than 292 years.
   *
   * <p>Python: {@code put(item, timeout=…)}.
   *
   * @param item the item
   * @param atMost how long to wait at most
   * @return false if the time is up
   * @throws InterruptedException if the thread is interrupted, before or while it waits
   * @throws QueueClosedException if the queue has been shut down, before or meanwhile
   * @throws dev.procession.NotSendableException if the item cannot be sent
   * @throws IllegalArgumentException if the item has more bytes than the queue may ever hold
   */
  public boolean offer(E item, Duration atMost) throws InterruptedException {
    Objects.requireNonNull(atMost, "atMost");
    checkPut(item);
    return items.put(item, Waits.nanos(atMost));
  }

  /**
   * As {@link #offer(Object, Duration)}.
   *
   * @param item the item
   * @param time how long to wait at most
   * @param unit the unit of {@code time}
   * @return false if the time is up
   * @throws InterruptedException if the thread is interrupted, before or while it waits
   */
  @Override
  public boolean offer(E item, long time, TimeUnit unit) throws InterruptedException {
    checkPut(item);
    return items.put(item, Math.max(0, unit.toNanos(time)));
  }

  /**
   * Puts items in the order of the collection, many at a time, waiting for room as long as it
   * takes. Items of others may come in between. If it throws, some of those before may have been
   * put.
   *
   * @param all the items
   * @throws NullPointerException if one is null; then none has been put
   * @throws InterruptedException if the thread is interrupted, before or while it waits
   * @throws QueueClosedException if the queue has been shut down, before or meanwhile
   * @throws dev.procession.NotSendableException if an item cannot be sent
   * @throws IllegalArgumentException if an item has more bytes than the queue may ever hold
   */
  public void putAll(Collection<? extends E> all) throws InterruptedException {
    for (E item : all) {
      Objects.requireNonNull(item, "item");
    }
    handle.checkOpenAndInterrupt();
    items.putAll(all);
  }

  // ---- taking -----------------------------------------------------------------------------------

  /**
   * Takes an item, waiting for one as long as it takes.
   *
   * <p>Python: {@code get()}.
   *
   * @return the item
   * @throws InterruptedException if the thread is interrupted, before or while it waits
   * @throws QueueClosedException if there is none and none will come, now or later
   * @throws dev.procession.NotSendableException if the item cannot be rebuilt here; it is gone
   */
  @Override
  public E take() throws InterruptedException {
    handle.checkOpenAndInterrupt();
    while (true) {
      E item = cast(items.take(LockWord.FOREVER));
      if (item != null) {
        return item;
      }
    }
  }

  /**
   * Takes an item if there is one.
   *
   * <p>Python: {@code get(block=False)}.
   *
   * @return the item; null if there is none
   * @throws QueueClosedException if there is none and none will come
   * @throws dev.procession.NotSendableException if the item cannot be rebuilt here; it is gone
   */
  @Override
  public @Nullable E poll() {
    handle.checkOpen();
    return cast(items.poll());
  }

  /**
   * Takes an item, waiting so long for one at most; not at all if {@code atMost} is zero or
   * negative, for ever if it is more than 292 years.
   *
   * <p>Python: {@code get(timeout=…)}.
   *
   * @param atMost how long to wait at most
   * @return the item; null if the time is up
   * @throws InterruptedException if the thread is interrupted, before or while it waits
   * @throws QueueClosedException if there is none and none will come, now or later
   * @throws dev.procession.NotSendableException if the item cannot be rebuilt here; it is gone
   */
  public @Nullable E poll(Duration atMost) throws InterruptedException {
    Objects.requireNonNull(atMost, "atMost");
    handle.checkOpenAndInterrupt();
    return cast(items.take(Waits.nanos(atMost)));
  }

  /**
   * As {@link #poll(Duration)}.
   *
   * @param time how long to wait at most
   * @param unit the unit of {@code time}
   * @return the item; null if the time is up
   * @throws InterruptedException if the thread is interrupted, before or while it waits
   */
  @Override
  public @Nullable E poll(long time, TimeUnit unit) throws InterruptedException {
    handle.checkOpenAndInterrupt();
    return cast(items.take(Math.max(0, unit.toNanos(time))));
  }

  /**
   * Takes all items that are there, many at a time. If {@code target} refuses one, those that were
   * taken with it and come after it are gone.
   *
   * @param target where to add them
   * @return how many; zero also if none will come any more
   * @throws IllegalArgumentException if {@code target} is this queue
   * @throws dev.procession.NotSendableException if some cannot be rebuilt here; they are gone, the
   *     others have been added
   */
  @Override
  public int drainTo(Collection<? super E> target) {
    return drainTo(target, Integer.MAX_VALUE);
  }

  /**
   * Takes up to so many of the items that are there, many at a time.
   *
   * @param target where to add them
   * @param most how many at most; none if zero or negative
   * @return how many; zero also if none will come any more
   * @throws IllegalArgumentException if {@code target} is this queue, by whatever handle
   * @throws dev.procession.NotSendableException if some cannot be rebuilt here; they are gone, the
   *     others have been added
   */
  @Override
  @SuppressWarnings("unchecked")
  public int drainTo(Collection<? super E> target, int most) {
    Objects.requireNonNull(target, "target");
    handle.checkOpen();
    checkOther(target);
    return items.drain((Collection<Object>) target, most);
  }

  /**
   * Puts all items of a collection, one by one.
   *
   * @param all the items
   * @return whether there were any
   * @throws IllegalArgumentException if {@code all} is this queue, by whatever handle
   * @throws IllegalStateException if there is no room for one; those before it have been put
   */
  @Override
  public boolean addAll(Collection<? extends E> all) {
    checkOther(all);
    return super.addAll(all);
  }

  private void checkOther(Collection<?> other) {
    if (other instanceof SharedQueue<?> queue && queue.segment == segment) {
      throw new IllegalArgumentException("the queue itself: take another collection");
    }
  }

  /**
   * Takes an item on lease, waiting for one as long as it takes: it stays in the queue until {@link
   * Lease#complete()}. At most 1024 items are on lease at a time.
   *
   * @return the item on lease
   * @throws InterruptedException if the thread is interrupted, before or while it waits
   * @throws QueueClosedException if there is none and none will come, now or later; what others
   *     have on lease does not come if they complete it, and comes if they die
   * @throws UnsupportedOperationException if the queue was made without leases
   * @throws IllegalStateException if there are too many leases
   * @throws dev.procession.NotSendableException if the item cannot be rebuilt here; it is gone
   */
  public Lease<E> lease() throws InterruptedException {
    handle.checkOpenAndInterrupt();
    while (true) {
      Lease<E> lease = note(items.lease(LockWord.FOREVER));
      if (lease != null) {
        return lease;
      }
    }
  }

  /**
   * Takes an item on lease, waiting so long for one at most; not at all if {@code atMost} is zero
   * or negative.
   *
   * @param atMost how long to wait at most
   * @return the item on lease; null if the time is up
   * @throws InterruptedException if the thread is interrupted, before or while it waits
   * @throws QueueClosedException as {@link #lease()}
   * @throws UnsupportedOperationException if the queue was made without leases
   * @throws IllegalStateException if there are too many leases
   * @throws dev.procession.NotSendableException if the item cannot be rebuilt here; it is gone
   */
  public @Nullable Lease<E> lease(Duration atMost) throws InterruptedException {
    Objects.requireNonNull(atMost, "atMost");
    handle.checkOpenAndInterrupt();
    return note(items.lease(Waits.nanos(atMost)));
  }

  private @Nullable Lease<E> note(ItemLog.@Nullable Leased leased) {
    if (leased == null) {
      return null;
    }
    E item = Objects.requireNonNull(cast(leased.item()), "item");
    var ending = new LeaseEnd(leased.number());
    var lease = new Lease<>(item, leased.deliveries(), ending);
    ending.lease = lease;
    leases.add(lease);
    return lease;
  }

  /** Tells the queue of the end of a lease. */
  private final class LeaseEnd implements Lease.End {
    private final int number;
    private @Nullable Lease<E> lease;

    LeaseEnd(int number) {
      this.number = number;
    }

    @Override
    public boolean at(boolean complete) {
      Lease<E> ended = lease;
      // Not here any more: the queue was closed, and has given it back.
      try {
        return ended != null
            && leases.remove(ended)
            && (complete ? log.complete(number) : log.giveBack(number));
      } catch (IllegalStateException closedMeanwhile) {
        // The queue has been closed in this process, which gives back what it has on lease.
        return false;
      }
    }
  }

  // ---- looking at it ----------------------------------------------------------------------------

  /**
   * The item that would be taken next, which stays.
   *
   * @return a copy of it; null if there is none
   * @throws dev.procession.NotSendableException if it cannot be rebuilt here
   */
  @Override
  public @Nullable E peek() {
    handle.checkOpen();
    return cast(items.peek());
  }

  /**
   * How many items are there to be taken: exactly, for an instant of the call. What is on lease
   * does not count.
   *
   * <p>Python: {@code qsize()}.
   *
   * @return the number of items; more than {@link Integer#MAX_VALUE} are reported as that
   */
  @Override
  public int size() {
    handle.checkOpen();
    return (int) Math.min(Integer.MAX_VALUE, log.size());
  }

  /**
   * How many more items there is room for, as far as their number decides.
   *
   * <p>Python: {@code full()} is {@code remainingCapacity() == 0}.
   *
   * @return the number of items; {@link Integer#MAX_VALUE} if there is no such bound
   */
  @Override
  public int remainingCapacity() {
    handle.checkOpen();
    return log.capacity() == 0 ? Integer.MAX_VALUE : (int) Math.max(0, log.capacity() - log.size());
  }

  /**
   * Goes over copies of the items that are there now; what happens to the queue later does not
   * matter. Copies them all. Nothing can be removed by it, so {@code remove(item)} and its like
   * throw {@link UnsupportedOperationException} if they would have to.
   *
   * @return an iterator, which throws {@link dev.procession.NotSendableException} for an item that
   *     cannot be rebuilt here, and then goes on
   */
  @Override
  public Iterator<E> iterator() {
    handle.checkOpen();
    return new Snapshot<>(items.snapshot());
  }

  /**
   * Goes over the same, for streams.
   *
   * @return a spliterator that does not know how many items there are
   */
  @Override
  public Spliterator<E> spliterator() {
    return Spliterators.spliteratorUnknownSize(
        iterator(), Spliterator.ORDERED | Spliterator.NONNULL);
  }

  /** Over items that have been copied, decoded as they are asked for. */
  private static final class Snapshot<E> implements Iterator<E> {
    private final Incoming incoming;
    private int next;

    Snapshot(Incoming incoming) {
      this.incoming = incoming;
    }

    @Override
    public boolean hasNext() {
      return next < incoming.count();
    }

    @Override
    public E next() {
      if (!hasNext()) {
        throw new NoSuchElementException("items=" + incoming.count());
      }
      return Objects.requireNonNull(cast(incoming.item(next++)), "item");
    }
  }

  /** Takes all items that are there, and drops them. */
  @Override
  public void clear() {
    handle.checkOpen();
    log.clear();
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <T> @Nullable T cast(@Nullable Object item) {
    return (T) item;
  }

  /**
   * How many threads, in all processes, sleep until there are items or room. Somebody's death wakes
   * them all to look, so for that moment fewer are counted.
   *
   * @return the number of threads; it may be another one by now
   */
  public int waiters() {
    handle.checkOpen();
    return segment.parties().asleep();
  }

  /** For people: name and number of items. */
  @Override
  public String toString() {
    String type = getClass().getSimpleName();
    return handle.isOpen()
        ? segment.describe(type, "items=" + log.size() + (log.isShutDown() ? ", shut down" : ""))
        : type + "[closed]";
  }

  // ---- its end ----------------------------------------------------------------------------------

  /**
   * Has nothing put any more, by any process. What is there can be taken; then takers get {@link
   * QueueClosedException}, as putters do at once, also those that wait.
   *
   * <p>Python: {@code queue.Queue.shutdown()}.
   */
  public void shutdown() {
    handle.checkOpen();
    log.shutDown(false);
  }

  /**
   * As {@link #shutdown()}, and drops what is there.
   *
   * <p>Python: {@code queue.Queue.shutdown(immediate=True)}.
   *
   * @return how many items were dropped
   */
  public long shutdownNow() {
    handle.checkOpen();
    return log.shutDown(true);
  }

  /**
   * Whether the queue has been shut down, by any process.
   *
   * @return true if nothing can be put any more
   */
  public boolean isShutdown() {
    handle.checkOpen();
    return log.isShutDown();
  }

  /**
   * Says that this process puts nothing more, to a queue that {@linkplain
   * QueueConfig#endsWithProducers ends with its producers}. If it puts something all the same, it
   * is a producer again. Of no effect to other queues.
   */
  public void finish() {
    handle.checkOpen();
    log.retireProducer();
  }

  /**
   * Says that this process needs the queue no longer; others go on. What this object has on lease
   * is given back. Does nothing the second time.
   *
   * <p>Python: {@code close()}, {@code join_thread()}.
   */
  @Override
  public void close() {
    if (handle.isOpen()) {
      leases.forEach(Lease::giveBack);
    }
    handle.close();
  }

  /** For waits for several things at once. Not a lambda: those are slow in a fresh JVM. */
  private static final class Waitable extends ReadyTypes.Type<SharedQueue<?>> {
    Waitable() {
      super(SharedQueue.class);
    }

    @Override
    protected Awaitable of(SharedQueue<?> queue) {
      return new QueueWait(queue.handle, queue.log);
    }
  }

  // ---- on its way -------------------------------------------------------------------------------

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
      Segment segment = attach(SegmentKind.QUEUE);
      return RecordLog.of(segment).isJoinable()
          ? new JoinableQueue<>(segment)
          : new SharedQueue<>(segment);
    }
  }

  /**
   * Sends a ticket.
   *
   * @return where to find the queue
   */
  final Object writeReplace() {
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
