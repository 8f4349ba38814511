package dev.procession.cli.records;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Knows at every moment which records are still to be done: those not yet read, and those read but
 * not yet accounted for.
 *
 * <p>That is all a later run needs in order to go on. What is done needs no list: it is whatever is
 * not in {@link #remaining()}, however many there are; so the ledger is as large as the work in
 * flight, not as the file.
 *
 * <p>Thread-safe: one thread reads records, another accounts for them, a third asks what remains.
 */
public final class Ledger {

  /** Spans not yet read to their end, in the order of the file. The first is being read. */
  private final Deque<Span> unread;

  /** Records in flight, by their position in this run's stream, in the order of the file. */
  private final Map<Long, InFlight> inFlight = new LinkedHashMap<>();

  /** How many records this run has read. */
  private long position;

  private record InFlight(long index, long offset) {}

  /**
   * Begins a run.
   *
   * @param toDo spans in the order of the file
   */
  public Ledger(List<Span> toDo) {
    this.unread = new ArrayDeque<>(toDo);
  }

  /** The span that is being read; null if all are. */
  synchronized @Nullable Span current() {
    return unread.peek();
  }

  /** A record of the current span has been read. */
  synchronized void read(long offset, long nextOffset) {
    Span span = unread.remove();
    inFlight.put(position++, new InFlight(span.index(), offset));
    Span rest = span.withoutFirst(nextOffset);
    if (rest.count() > 0) {
      unread.addFirst(rest);
    }
  }

  /** The file has ended. */
  synchronized void readAll() {
    unread.clear();
  }

  /**
   * Accounts for a record.
   *
   * @param streamPosition its position among the records of this run
   * @return its number in the file
   */
  public synchronized long done(long streamPosition) {
    InFlight record = inFlight.remove(streamPosition);
    if (record == null) {
      throw new IllegalStateException("accounted for twice: position=" + streamPosition);
    }
    return record.index();
  }

  /**
   * What a later run has to do if this one ends now.
   *
   * @return spans in the order of the file
   */
  public synchronized List<Span> remaining() {
    List<Span> spans = new ArrayList<>();
    Span last = null;
    for (InFlight record : inFlight.values()) {
      if (last != null && record.index() == last.index() + last.count()) {
        last = new Span(last.index(), last.offset(), last.count() + 1);
        spans.set(spans.size() - 1, last);
      } else {
        last = new Span(record.index(), record.offset(), 1);
        spans.add(last);
      }
    }
    spans.addAll(unread);
    return spans;
  }
}
