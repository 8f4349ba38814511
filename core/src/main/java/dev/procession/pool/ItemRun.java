package dev.procession.pool;

import dev.procession.Fn;
import dev.procession.NotSendableException;
import dev.procession.internal.ship.ClassDesk;
import dev.procession.internal.wire.ForeignLoaders;
import dev.procession.internal.wire.ItemWriter;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One call of a function over many items: reads and encodes the items, hands them to the loop in
 * chunks, and keeps what arrives until the consumer takes it.
 *
 * <p>Two sides, which may be one thread or two: the feeder calls {@link #feed}, the consumer calls
 * {@link #take}. Both slow down the other through a window: no more items are read than the
 * consumer has room for, in number and in bytes, and no more chunks are out than keep the workers
 * busy.
 *
 * <p>The lock guards all fields below it. It is never held while user code runs: the iterator,
 * encoding and decoding belong to the feeder and the consumer alone.
 */
final class ItemRun implements Call {
  /** Chunks out at a time for each worker: one runs, one waits there, one waits here. */
  private static final int CHUNKS_PER_WORKER = 3;

  /** Small items may be out in this number, however small their chunks, once one has come back. */
  private static final int LEAST_OUT = 128;

  private static final int CHUNK_BYTES = 256 << 10;

  /** A source that takes longer to say whether there is more is taken to have more. */
  private static final long LONGEST_LOOK_NANOS = 1_000_000_000;

  /** Kept so that a pool is not taken for abandoned while a stream of it is in use. */
  @SuppressWarnings({"unused", "UnusedVariable"})
  private final ProcessPool pool;

  private final PoolLoop loop;
  private final CallOptions options;
  private final CallFunction function;

  /** The foreign class loader of function and items, or null; written by the feeder. */
  private volatile @Nullable ClassLoader loader;

  private final int workers;
  private final boolean bounded;

  /** Used by the feeder alone. */
  private final Iterator<?> source;

  /** How many items there will be, as far as one knows; -1 if not. */
  private final long announced;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ChunkSizer sizer;
  private final Queue<Arrival> arrivals;
  private final @Nullable ItemMemory memory;
  private final boolean ordered;

  /** Items read from the source. */
  private long fed;

  /** Items that the consumer has taken. */
  private long consumed;

  /** Items that have arrived or been dropped. */
  private long resolved;

  /** The position up to which arrivals have been taken, in order. */
  private long nextIndex;

  /** Bytes of all arguments sent so far. */
  private long argumentBytes;

  /** Bytes of the results that the consumer has not taken. */
  private long resultBytes;

  /** How many bytes the next result may have, by those before; 0 if there are none. */
  private long resultSize;

  private boolean sourceEnded;
  private boolean finished;
  private volatile boolean cancelled;
  private @Nullable Throwable sourceError;

  /** Whether the feeder is reading, which may take for ever. */
  private boolean reading;

  /** Whether {@link #sourceError} is one only if there is more to read: the feeder will look. */
  private boolean undecided;

  /** How far the call was when its time was up; null as long as it is not. */
  private @Nullable String expired;

  /** The large items that are out; null as long as there was none. */
  private volatile @Nullable Cargo cargo;

  /** Set before the run is fed; null without one. */
  private volatile @Nullable Deadline deadline;

  /**
   * Prepares a run; nothing happens until it is fed.
   *
   * @throws NotSendableException if the function cannot be sent
   */
  ItemRun(
      ProcessPool pool,
      PoolLoop loop,
      CallOptions options,
      Fn<?, ?> fn,
      Iterable<?> items,
      Shape shape) {
    this.pool = pool;
    this.loop = loop;
    this.options = options;
    this.workers = pool.config().workers();
    this.bounded = shape.bounded();
    this.ordered = shape.ordered();
    this.function = CallFunction.of(fn, pool.config().context().startMethod());
    this.loader = function.loader();
    this.sizer = new ChunkSizer(options, workers);
    this.memory = shape.remember() ? new ItemMemory() : null;
    this.arrivals =
        ordered
            ? new PriorityQueue<>(Comparator.comparingLong(Arrival::index))
            : new ArrayDeque<>();
    this.announced = items instanceof Collection<?> collection ? collection.size() : -1;
    this.source = Objects.requireNonNull(items.iterator(), "items.iterator()");
  }

  /** It has been accepted, and its time begins to count. */
  void begin() {
    deadline = Deadline.start(loop, options.deadline(), this::expire);
  }

  /** Whether a slow consumer slows it. */
  boolean isStream() {
    return bounded;
  }

  /**
   * What kind of consumer there is.
   *
   * @param ordered results in the order of the items
   * @param bounded a slow consumer slows the workers; otherwise it keeps everything in any case,
   *     and only chunks on their way are bounded
   * @param remember the consumer wants the items back
   */
  record Shape(boolean ordered, boolean bounded, boolean remember) {}

  static CancellationException interrupted() {
    return new CancellationException("the thread that waited was interrupted");
  }

  @Override
  public ClassLoader resultLoader() {
    ClassLoader foreign = loader;
    return ForeignLoaders.orLocal(foreign);
  }

  /** The item at a position, once. */
  @Nullable Object recall(long index) {
    return memory == null ? null : memory.take(index);
  }

  // ---- feeder -----------------------------------------------------------------------------------

  /**
   * Sends one chunk if there is room for it; false if there is none, or nothing is left to send.
   */
  boolean feed() {
    int size = beginToRead();
    if (size == 0) {
      return false;
    }
    var items = new ItemWriter(1 << 10, loop.arguments());
    long first = fed;
    Arrival.Failed unsendable = null;
    boolean end = false;
    Throwable failure = null;
    try {
      while (items.count() < size && items.bytes() < CHUNK_BYTES && source.hasNext()) {
        Object item = source.next();
        remember(first + items.count(), item);
        try {
          items.addValue(item, "the item");
        } catch (NotSendableException e) {
          unsendable = unsendable(first + items.count(), e);
          break;
        }
      }
      end = items.count() < size && unsendable == null && !source.hasNext();
    } catch (Throwable e) {
      // The user's iterator; what it threw is the consumer's to hear.
      end = true;
      failure = e;
    }
    if (items.foreignLoader() != null) {
      loader = ForeignLoaders.wider(loader, items.foreignLoader());
    }
    send(items, first, unsendable, end, failure);
    return true;
  }

  /** How many items to read; 0 if there is no room for any. */
  private int beginToRead() {
    lock.lock();
    try {
      int size = room();
      reading = size > 0;
      return size;
    } finally {
      lock.unlock();
    }
  }

  private static Arrival.Failed unsendable(long index, NotSendableException e) {
    return new Arrival.Failed(
        index, 1, new NotSendableException(e.getMessage() + "; item=" + index, e.getCause()));
  }

  private void remember(long index, @Nullable Object item) {
    if (memory != null) {
      memory.put(index, item);
    }
  }

  private void send(
      ItemWriter items,
      long first,
      Arrival.@Nullable Failed unsendable,
      boolean end,
      @Nullable Throwable failure) {
    int count = items.count();
    Chunk chunk = count == 0 ? null : Chunk.of(this, items.items(), first);
    lock.lock();
    try {
      reading = false;
      if (sourceEnded || cancelled) {
        // Meanwhile; the call may be over, or even the pool.
        items.discard();
        return;
      }
      if (items.hasParcels()) {
        load(items, first);
      }
      // In one step, or the consumer could take the items before for all.
      fed += count + (unsendable == null ? 0 : 1);
      argumentBytes += items.bytes();
      if (end) {
        endSource(failure);
      }
    } finally {
      lock.unlock();
    }
    if (unsendable != null) {
      arrived(unsendable);
    }
    if (chunk != null) {
      loop.run(chunk);
    } else {
      checkFinished();
    }
  }

  /** Keeps the large ones of some items. Called with the lock held. */
  private void load(ItemWriter items, long first) {
    Cargo loaded = cargo;
    if (loaded == null) {
      loaded = new Cargo(loop.arguments());
      cargo = loaded;
    }
    loaded.load(items, first);
    loop.carries();
  }

  /** How many items the next chunk may have; 0 if it has to wait, or there is none. */
  private int room() {
    lock.lock();
    try {
      if (sourceEnded || cancelled) {
        return 0;
      }
      long inFlight = fed - resolved;
      long itemBytes = resultSize + (fed == 0 ? 0 : argumentBytes / fed);
      long bytesLeft = options.bufferBytes() - resultBytes - itemBytes * inFlight;
      // Each worker may have an item, however large, unless too much waits for the consumer.
      boolean oneEach = inFlight < workers && resultBytes < options.bufferBytes();
      if (bytesLeft <= 0 && !oneEach && fed > consumed) {
        return 0;
      }
      int size = sizer.next(announced < 0 ? -1 : Math.max(1, announced - fed));
      if (bounded && resultSize == 0 && options.chunkSize() == 0) {
        // Any of them may have a result that is all there may be.
        size = 1;
      } else if (itemBytes > 0) {
        size = Math.clamp(bytesLeft / itemBytes, 1, size);
      }
      int least = resultSize == 0 ? 0 : LEAST_OUT;
      long most = Math.max(least, (long) CHUNKS_PER_WORKER * workers * size);
      if (!bounded) {
        return inFlight >= most ? 0 : size;
      }
      long ahead = options.buffer() > 0 ? options.buffer() : most;
      return (int) Math.min(size, Math.max(0, ahead - (fed - consumed)));
    } finally {
      lock.unlock();
    }
  }

  private void endSource(@Nullable Throwable error) {
    lock.lock();
    try {
      if (!sourceEnded) {
        sourceEnded = true;
        sourceError = error;
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Nothing more is read; if there is more, the consumer hears why after the rest. */
  void endEarly(Throwable why) {
    lock.lock();
    try {
      // Of a stream: a consumer that feeds is at that anyway.
      undecided |= bounded && !reading && !sourceEnded;
      endSource(why);
    } finally {
      lock.unlock();
    }
    checkFinished();
  }

  /** Looks whether there would have been more to read. */
  private void decide() {
    Throwable failure = null;
    boolean more = false;
    try {
      more = source.hasNext();
    } catch (Throwable e) {
      failure = e;
    }
    lock.lock();
    try {
      undecided = false;
      if (!more) {
        sourceError = failure;
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Feeds until the source ends or nobody wants more. For a feeder with a thread of its own. */
  void feedAll() {
    try {
      while (true) {
        while (feed()) {
          // As long as there is room.
        }
        if (!awaitRoom()) {
          return;
        }
      }
    } catch (InterruptedException e) {
      cancel();
    } catch (RuntimeException | Error e) {
      // Such as a lack of memory. The consumer must not wait for more.
      endSource(e);
      checkFinished();
    }
  }

  /** Waits until there is room for more; false if none is wanted. */
  private boolean awaitRoom() throws InterruptedException {
    lock.lock();
    try {
      while (!sourceEnded && !cancelled && room() == 0) {
        changed.await();
      }
      if (!undecided) {
        return !sourceEnded && !cancelled;
      }
    } finally {
      lock.unlock();
    }
    decide();
    return false;
  }

  // ---- loop -------------------------------------------------------------------------------------

  @Override
  public CallFunction function() {
    return function;
  }

  @Override
  public int loader() {
    return ClassDesk.instance().number(loader);
  }

  @Override
  public CallOptions options() {
    return options;
  }

  @Override
  public boolean cancelled() {
    return cancelled;
  }

  @Override
  public void arrived(Arrival.Batch batch) {
    lock.lock();
    try {
      // What is kept is the message that the items are a part of.
      long bytes = batch.items().weight();
      resultBytes += bytes;
      resultSize = Math.max(Math.ceilDiv(bytes, batch.count()), resultSize - resultSize / 4);
    } finally {
      lock.unlock();
    }
    resolve(batch, batch.count());
  }

  @Override
  public void arrived(Arrival.Failed failed) {
    resolve(failed, 1);
  }

  @Override
  public void dropped(int items) {
    resolve(null, items);
  }

  private void resolve(@Nullable Arrival arrival, int items) {
    Cargo loaded = cargo;
    if (loaded != null && arrival != null) {
      loaded.unload(arrival.index(), items);
    }
    lock.lock();
    try {
      resolved += items;
      if (arrival != null) {
        arrivals.add(arrival);
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    checkFinished();
  }

  @Override
  public void observe(int items, long nanos) {
    lock.lock();
    try {
      sizer.observe(items, nanos);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public @Nullable Runnable asRunnable() {
    return null;
  }

  private void checkFinished() {
    boolean now;
    lock.lock();
    try {
      now = !finished && (sourceEnded || cancelled) && resolved == fed;
      finished |= now;
    } finally {
      lock.unlock();
    }
    if (now) {
      Cargo loaded = cargo;
      if (loaded != null) {
        loaded.unloadAll();
      }
      Deadline limit = deadline;
      if (limit != null) {
        limit.end();
      }
      loop.finished(this);
    }
  }

  // ---- consumer ---------------------------------------------------------------------------------

  /** The next news, in order if the run is ordered; null if there is none now. Does not wait. */
  @Nullable Arrival poll() {
    lock.lock();
    try {
      Arrival next = next();
      if (next != null) {
        arrivals.remove();
        nextIndex += next.count();
      }
      return next;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits for the next news; null at the end. With {@code feeding} it returns null, too, when there
   * is room to feed; {@link #ended()} tells the difference.
   */
  @Nullable Arrival take(boolean feeding) throws InterruptedException {
    if (!hasNews(feeding)) {
      loop.assist(() -> hasNews(feeding));
    }
    lock.lockInterruptibly();
    try {
      while (true) {
        Arrival next = poll();
        if (next != null || ended() || (feeding && room() > 0)) {
          return next;
        }
        if (expired != null) {
          throw tooLate(expired);
        }
        if (cancelled) {
          throw new CancellationException("the call was cancelled");
        }
        changed.await();
      }
    } finally {
      lock.unlock();
    }
  }

  /** What {@link #poll} would give. Called with the lock held. */
  private @Nullable Arrival next() {
    Arrival next = arrivals.peek();
    return next == null || (ordered && next.index() != nextIndex) ? null : next;
  }

  /** Whether {@link #take} would not wait. */
  private boolean hasNews(boolean feeding) {
    lock.lock();
    try {
      return next() != null || ended() || cancelled || (feeding && room() > 0);
    } finally {
      lock.unlock();
    }
  }

  /** Whether everything has been fed and taken. */
  boolean ended() {
    lock.lock();
    try {
      return sourceEnded && arrivals.isEmpty() && resolved == fed;
    } finally {
      lock.unlock();
    }
  }

  /** Whether the user said how far to read ahead, so that each single item counts. */
  boolean countsItems() {
    return options.buffer() > 0;
  }

  /** The consumer is done with some items, and makes room for as many more. */
  void consumed(int items, long bytes) {
    lock.lock();
    try {
      consumed += items;
      resultBytes -= bytes;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** What the source threw, if it did, or that it was too slow or ended early. */
  @Nullable Throwable sourceError() {
    lock.lock();
    try {
      long left = LONGEST_LOOK_NANOS;
      while (undecided && !cancelled && left > 0) {
        left = changed.awaitNanos(left);
      }
      return expired == null || sourceError != null ? sourceError : tooLate(expired);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return interrupted();
    } finally {
      lock.unlock();
    }
  }

  /** Stops what has not finished. Harmless when everything has. */
  void cancel() {
    lock.lock();
    try {
      cancelled = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    loop.cancel(this, true);
    checkFinished();
  }

  /** Made by the consumer's thread, so that its trace says who has waited. */
  private DeadlineException tooLate(String progress) {
    Duration limit = Objects.requireNonNullElse(options.deadline(), Duration.ZERO);
    return new DeadlineException(
        "the call was not done in time: deadline=" + limit + ", " + progress, limit);
  }

  /** The time is up. What has arrived is still delivered. */
  private void expire() {
    lock.lock();
    try {
      if (finished || cancelled) {
        return;
      }
      expired = "itemsDone=" + resolved + ", itemsSent=" + fed;
      cancelled = true;
      sourceEnded = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    loop.cancel(this, true);
    checkFinished();
  }
}
