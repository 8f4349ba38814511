package dev.procession.pool;

import dev.procession.NotSendableException;
import dev.procession.internal.wire.ItemReader;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * The consumer's end of an {@link ItemRun}: decodes what arrives, item by item. Used by one thread.
 *
 * <p>With {@code feeding} the consumer feeds the run too, whenever it would wait otherwise.
 */
final class RunReader {
  private final ItemRun run;
  private final boolean feeding;

  private @Nullable Arrival current;
  private @Nullable ItemReader reader;
  private int left;

  /** What {@link #next()} has found. */
  private long index;

  private int attempts;
  private @Nullable Object value;
  private @Nullable Throwable error;
  private boolean thrown;

  RunReader(ItemRun run, boolean feeding) {
    this.run = run;
    this.feeding = feeding;
  }

  /**
   * Goes to the next item; false at the end. Waits if it must.
   *
   * @throws CancellationException if the run was cancelled, or this thread interrupted
   */
  boolean next() {
    if (left == 0 && !nextArrival()) {
      return false;
    }
    Arrival arrival = current;
    if (arrival == null) {
      throw new IllegalStateException("no arrival");
    }
    index = arrival.index() + arrival.count() - left;
    attempts = arrival.attempts();
    left--;
    value = null;
    error = null;
    thrown = false;
    if (arrival instanceof Arrival.Failed failed) {
      error = failed.error();
    } else if (arrival instanceof Arrival.Batch batch) {
      decode(batch);
    }
    noteConsumed(arrival);
    return true;
  }

  private void noteConsumed(Arrival arrival) {
    if (left == 0) {
      run.consumed(run.countsItems() ? 1 : arrival.count(), bytes(arrival));
    } else if (run.countsItems()) {
      run.consumed(1, 0);
    }
  }

  private void decode(Arrival.Batch batch) {
    ItemReader items = reader;
    if (items == null) {
      throw new IllegalStateException("no reader");
    }
    if (items.numbers()) {
      value = items.nextNumber();
      return;
    }
    try {
      switch (items.next(run.resultLoader(), "the result")) {
        case ItemReader.Item.Failure(Throwable failure) -> {
          error = RemoteStack.marked(failure, batch.pid());
          thrown = true;
        }
        case ItemReader.Item.Value(Object decoded) -> value = decoded;
      }
    } catch (NotSendableException e) {
      error = e;
    }
  }

  private boolean nextArrival() {
    try {
      Arrival next = run.poll();
      while (next == null) {
        while (feeding && run.feed()) {
          // As long as there is room.
        }
        next = run.take(feeding);
        if (next == null && run.ended()) {
          return false;
        }
      }
      current = next;
      left = next.count();
      reader = next instanceof Arrival.Batch batch ? batch.items().reader() : null;
      return true;
    } catch (InterruptedException e) {
      run.cancel();
      Thread.currentThread().interrupt();
      throw ItemRun.interrupted();
    }
  }

  private static long bytes(Arrival arrival) {
    return arrival instanceof Arrival.Batch batch ? batch.items().weight() : 0;
  }

  /** The item's position. */
  long index() {
    return index;
  }

  /** How many times it has been run. */
  int attempts() {
    return attempts;
  }

  /** Its value, if it did not fail. */
  @Nullable Object value() {
    return value;
  }

  /** Why it failed, or null if it did not. */
  @Nullable Throwable error() {
    return error;
  }

  /** Whether that is what the item itself has thrown. */
  boolean isThrown() {
    return thrown;
  }

  /** The value, or its error is thrown. */
  @SuppressWarnings({"unchecked", "NullAway"}) // whether null is allowed is the caller's R
  <R extends @Nullable Object> R valueOrThrow() {
    if (error != null) {
      throw RemoteStack.thrown(error);
    }
    return (R) takeValue();
  }

  /** The value, which is then the consumer's alone: it may be large. */
  private @Nullable Object takeValue() {
    Object taken = value;
    value = null;
    return taken;
  }

  /** The same as an outcome, with the item, which the run has remembered. */
  @SuppressWarnings({"unchecked", "NullAway"}) // whether null is allowed is the caller's T and R
  <T extends @Nullable Object, R extends @Nullable Object> Outcome<T, R> outcome() {
    T item = (T) run.recall(index);
    return error == null
        ? new Outcome.Success<>(index, item, attempts, (R) takeValue())
        : new Outcome.Failure<>(index, item, attempts, error);
  }

  /** What the source of the items threw, once {@link #next()} has said that this is the end. */
  @Nullable Throwable sourceError() {
    return run.sourceError();
  }
}
