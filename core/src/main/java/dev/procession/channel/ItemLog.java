package dev.procession.channel;

import dev.procession.NotSendableException;
import dev.procession.internal.shm.RecordLog;
import dev.procession.internal.shm.RecordSink;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * Items in a log of records: encoded before it is locked, decoded after. What queues have in
 * common.
 */
final class ItemLog {
  /** Of many items, so many are put or taken at a time. */
  private static final int BATCH = 256;

  private static final int BATCH_BYTES = 1 << 16;

  private final RecordLog log;
  private final String title;

  ItemLog(RecordLog log, String title) {
    this.log = log;
    this.title = title;
  }

  /** Puts an item; false when the time is up. */
  boolean put(Object item, long nanos) throws InterruptedException {
    Outgoing outgoing = Outgoing.borrow();
    try {
      outgoing.add(item);
      checkSize(outgoing, 0);
      return put(outgoing, 0, nanos) > 0;
    } finally {
      outgoing.release();
    }
  }

  /** Puts an item if there is room. */
  boolean offer(Object item) {
    try {
      return put(item, RecordLog.AT_ONCE);
    } catch (InterruptedException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Puts items in their order, many at a time, waiting for room as long as it takes. */
  void putAll(Collection<?> items) throws InterruptedException {
    Outgoing outgoing = Outgoing.borrow();
    try {
      for (Object item : items) {
        outgoing.add(item);
        checkSize(outgoing, outgoing.count() - 1);
        if (outgoing.count() == BATCH || outgoing.bytes() >= BATCH_BYTES) {
          flush(outgoing);
          outgoing.release();
          outgoing = Outgoing.borrow();
        }
      }
      flush(outgoing);
    } finally {
      outgoing.release();
    }
  }

  private void flush(Outgoing outgoing) throws InterruptedException {
    int done = 0;
    while (done < outgoing.count()) {
      done += put(outgoing, done, Long.MAX_VALUE);
    }
  }

  private int put(Outgoing outgoing, int first, long nanos) throws InterruptedException {
    int count = log.put(outgoing.records(), first, nanos);
    if (count == RecordLog.ENDED) {
      throw QueueClosedException.forPut(title);
    }
    if (count > 0) {
      outgoing.sent();
    }
    return count;
  }

  private void checkSize(Outgoing outgoing, int record) {
    long most = log.mostBytes();
    if (most > 0 && outgoing.records().room(record) > most) {
      throw new IllegalArgumentException(
          "the item can never fit: bytes="
              + outgoing.records().room(record)
              + ", maxBytes="
              + most
              + "; raise maxBytes, or split the item");
    }
  }

  /** Takes an item; null when the time is up. */
  @Nullable Object take(long nanos) throws InterruptedException {
    Incoming incoming = Incoming.borrow();
    try {
      return checkEnd(log.take(incoming, 1, nanos)) == 0 ? null : item(incoming, 0);
    } finally {
      incoming.release();
    }
  }

  /** Takes an item if there is one. */
  @Nullable Object poll() {
    try {
      return take(RecordLog.AT_ONCE);
    } catch (InterruptedException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Takes an item on lease; null when the time is up. */
  @Nullable Leased lease(long nanos) throws InterruptedException {
    Incoming incoming = Incoming.borrow();
    try {
      int lease = checkEnd(log.lease(incoming, nanos));
      if (lease == 0) {
        return null;
      }
      try {
        return new Leased(incoming.item(0), lease, log.deliveries(lease));
      } catch (NotSendableException | Error e) {
        // The next one could not rebuild it either.
        log.complete(lease);
        throw e;
      }
    } finally {
      incoming.release();
    }
  }

  /**
   * An item on lease.
   *
   * @param number of the lease
   * @param deliveries how often it has been given to somebody, this time included
   */
  record Leased(Object item, int number, long deliveries) {}

  private int checkEnd(int taken) {
    if (taken == RecordLog.ENDED) {
      throw log.isShutDown()
          ? QueueClosedException.forTake(title)
          : QueueClosedException.forLostProducers(title);
    }
    return taken;
  }

  private Object item(Incoming incoming, int record) {
    try {
      return incoming.item(record);
    } catch (NotSendableException | Error e) {
      if (log.isJoinable()) {
        // Whoever took it has nothing to say that it is done with.
        log.finish();
      }
      throw e;
    }
  }

  /** Adds up to so many of the items that are there now to a collection. */
  int drain(Collection<Object> target, int most) {
    int left = (int) Math.min(most, log.size());
    int drained = 0;
    NotSendableException failure = null;
    Incoming incoming = Incoming.borrow();
    try {
      while (left > 0) {
        incoming.clear();
        int taken = log.take(incoming, Math.min(left, BATCH), RecordLog.AT_ONCE);
        if (taken <= 0) {
          break;
        }
        left -= taken;
        for (int record = 0; record < taken; record++) {
          try {
            target.add(item(incoming, record));
            drained++;
          } catch (NotSendableException e) {
            failure = failure == null ? e : withSuppressed(failure, e);
          }
        }
      }
    } catch (InterruptedException impossible) {
      throw new IllegalStateException(impossible);
    } finally {
      incoming.release();
    }
    if (failure != null) {
      throw failure;
    }
    return drained;
  }

  private static NotSendableException withSuppressed(
      NotSendableException first, NotSendableException next) {
    first.addSuppressed(next);
    return first;
  }

  /** The next item, which stays; null if there is none. */
  @Nullable Object peek() {
    Incoming incoming = Incoming.borrow();
    try {
      return log.look(incoming, 1) == 0 ? null : incoming.item(0);
    } finally {
      incoming.release();
    }
  }

  /** All items that are there, which stay. */
  Incoming snapshot() {
    var incoming = new Incoming();
    RecordSink sink = incoming;
    log.look(sink, Integer.MAX_VALUE);
    return incoming;
  }
}
