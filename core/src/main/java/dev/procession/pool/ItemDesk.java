package dev.procession.pool;

import dev.procession.internal.shm.ParcelShelf;
import dev.procession.internal.wire.FrameWriter;
import dev.procession.internal.wire.ItemWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Where a worker's two threads meet: the task thread runs items and files their results here; the
 * control thread interrupts an item, or sends the results that wait for company.
 *
 * <p>One lock guards everything. An item can be interrupted only between {@link #begin} and its
 * end, under the lock, and its end clears the interrupt status under the lock; so an interrupt hits
 * the item it was meant for or none. The pool may see an item claimed, and interrupt it, a moment
 * before it begins: such an interrupt waits for it.
 */
final class ItemDesk {
  private static final int NO_ITEM = -1;

  private static final int CAPACITY = 4 << 10;

  /**
   * Memory for results larger than this is given back: one huge result must not cost it for ever.
   */
  private static final int LARGE = 4 << 20;

  /** Guarded by this, as are all fields that are not final. */
  private final FrameWriter writer;

  private final Thread taskThread;
  private final WorkerHost host;

  /** Where large results go. */
  private final ParcelShelf shelf;

  /** Results of the current chunk that have not been sent. */
  private ItemWriter results;

  /** Used by the task thread alone: a result is encoded here, by user code, before it is filed. */
  private ItemWriter scratch;

  /** Used by the task thread alone. */
  private boolean urgent;

  private int chunk;
  private int lane;
  private int running = NO_ITEM;

  /** The item of this chunk that is to be interrupted when it begins. */
  private int doomed = NO_ITEM;

  private int firstUnsent;

  /** How many of the unsent results are errors. */
  private int failures;

  private long waitingSince;

  ItemDesk(FrameWriter writer, Thread taskThread, WorkerHost host, ParcelShelf shelf) {
    this.shelf = shelf;
    this.results = newWriter();
    this.scratch = newWriter();
    this.writer = writer;
    this.taskThread = taskThread;
    this.host = host;
  }

  private ItemWriter newWriter() {
    return new ItemWriter(CAPACITY, shelf);
  }

  // ---- task thread ------------------------------------------------------------------------------

  synchronized void beginChunk(int number, int laneOfChunk) {
    chunk = number;
    lane = laneOfChunk;
    firstUnsent = 0;
    doomed = NO_ITEM;
    waitingSince = System.nanoTime();
  }

  synchronized void begin(int item) {
    running = item;
    // A stray interrupt, sent by user code after its item had ended.
    Thread.interrupted();
    if (doomed == item) {
      taskThread.interrupt();
    }
  }

  /** Ends the item with a value; if that cannot be sent, with the error that says so. */
  void succeed(@Nullable Object value) {
    synchronized (this) {
      if (results.addNumber(value)) {
        endItem();
        return;
      }
    }
    scratch.clear();
    try {
      scratch.addValue(value, "the result");
    } catch (Throwable e) {
      // writeObject and its like are user code and may throw anything. What has been written so far
      // may be large, and lack of memory the reason.
      scratch = newWriter();
      scratch.addError(e);
      file(1);
      return;
    }
    file(0);
  }

  /** Ends the item with an error. */
  void fail(Throwable error) {
    scratch.clear();
    scratch.addError(error);
    file(1);
  }

  private synchronized void file(int failed) {
    if (scratch.bytes() > LARGE || scratch.hasParcels()) {
      flush();
    }
    urgent = scratch.hasParcels();
    failures += failed;
    if (results.count() == 0) {
      // A large result is never copied, and needs no second piece of memory.
      ItemWriter empty = results;
      results = scratch;
      scratch = empty;
    } else {
      results.addAll(scratch);
    }
    endItem();
  }

  /** Called with the lock held. */
  private void endItem() {
    running = NO_ITEM;
    Thread.interrupted();
  }

  /** Whether what waits is so large that it should not; says so once. */
  boolean isUrgent() {
    boolean was = urgent;
    urgent = false;
    return was;
  }

  /** Sends the results if they have waited long or are many. */
  synchronized void flushIfDue(long nanos, int bytes) {
    if (results.bytes() >= bytes || System.nanoTime() - waitingSince >= nanos) {
      flush();
    }
  }

  // ---- either thread ----------------------------------------------------------------------------

  /** Sends the results that wait. If the parent is gone, so will this process be in a moment. */
  synchronized void flush() {
    if (results.count() == 0) {
      return;
    }
    long now = System.nanoTime();
    ByteBuffer head =
        ByteBuffer.allocate(24)
            .putInt(chunk)
            .putInt(lane)
            .putInt(firstUnsent)
            .putLong(now - waitingSince)
            .putInt(failures)
            .flip();
    ByteBuffer[] items = results.pieces();
    writer.add(Protocol.RESULTS, head, results.parcelPlaces(), items[0], items[1]);
    firstUnsent += results.count();
    failures = 0;
    try {
      writer.flush();
    } catch (IOException parentGone) {
      throw host.orphaned();
    }
    if (results.bytes() > LARGE) {
      results = newWriter();
    } else {
      results.clear();
    }
    waitingSince = now;
  }

  // ---- control thread ---------------------------------------------------------------------------

  /** Interrupts an item that has been claimed, unless it has ended meanwhile. */
  synchronized void interrupt(int chunkNumber, int item) {
    if (chunk != chunkNumber) {
      return;
    }
    if (running == item) {
      taskThread.interrupt();
    } else {
      doomed = item;
    }
  }
}
