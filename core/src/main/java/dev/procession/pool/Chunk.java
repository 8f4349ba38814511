package dev.procession.pool;

import dev.procession.internal.wire.Items;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Neighbouring items of one call that travel to a worker together.
 *
 * <p>The immutable part says which items; parts of a chunk that have to run again become new chunks
 * over the same bytes. The mutable part is about the worker that holds the chunk, and is touched by
 * the loop alone. Items are counted from 0 within the chunk.
 */
final class Chunk {
  static final int NONE = -1;

  final Call call;
  final int attempts;

  /** Counts how often this chunk was lost with a worker that was running something else. */
  final int losses;

  private final Items items;
  private final int from;
  private final int to;
  private final long firstIndex;

  /** Its name in messages, while a worker holds it. */
  int number;

  /** Where the worker keeps it. */
  int lane;

  /** Items before this one are the worker's; the others have been taken back. */
  int end;

  /** Items before this one have been reported. */
  int received;

  /** The value of {@link #received} at the last tick. */
  int receivedAtTick;

  /** The item that has been interrupted and will be killed if it goes on; or {@link #NONE}. */
  int stopped = NONE;

  /** Whether {@link #stopped} was too slow; otherwise it was cancelled. */
  boolean stoppedByLimit;

  /** When its worker got it, in the time of {@link System#nanoTime()}. */
  long givenAt;

  /** Looks at the time limit of what runs. */
  Timers.@Nullable Timer limitTimer;

  /** Kills what goes on after it has been interrupted. */
  Timers.@Nullable Timer graceTimer;

  private Chunk(
      Call call, Items items, int from, int to, long firstIndex, int attempts, int losses) {
    this.call = call;
    this.items = items;
    this.from = from;
    this.to = to;
    this.firstIndex = firstIndex;
    this.attempts = attempts;
    this.losses = losses;
  }

  /** All of a batch; {@code firstIndex} is the position of its first item in the call's input. */
  static Chunk of(Call call, Items items, long firstIndex) {
    return new Chunk(call, items, 0, items.count(), firstIndex, 1, 0);
  }

  int count() {
    return to - from;
  }

  long index(int item) {
    return firstIndex + item;
  }

  Items items() {
    return items;
  }

  /** Where its items begin in {@link #items()}. */
  int from() {
    return from;
  }

  /** Where its items end in {@link #items()}. */
  int to() {
    return to;
  }

  /**
   * A part of it, to run for the first time or again because of no fault of its own; {@code lost}
   * is added to {@link #losses}.
   */
  Chunk part(int first, int last, int lost) {
    return new Chunk(
        call, items, from + first, from + last, firstIndex + first, attempts, losses + lost);
  }

  /** One item of it, to run once more after it failed. */
  Chunk retry(int item) {
    return new Chunk(
        call, items, from + item, from + item + 1, firstIndex + item, attempts + 1, losses);
  }

  boolean mayRetry() {
    return attempts <= call.options().retries();
  }

  /** Nothing of it is held by a worker any more. */
  void cancelTimers() {
    if (limitTimer != null) {
      limitTimer.cancel();
    }
    if (graceTimer != null) {
      graceTimer.cancel();
    }
  }

  /** Tells the call that an item failed in the pool's hands. */
  void fail(int item, Throwable error) {
    if (call.cancelled()) {
      call.dropped(1);
    } else {
      call.arrived(new Arrival.Failed(index(item), attempts, error));
    }
  }

  /**
   * Tells the call that all items failed in the pool's hands, each with an exception of its own.
   */
  void failAll(Supplier<? extends Throwable> error) {
    for (int item = 0; item < count(); item++) {
      fail(item, error.get());
    }
  }
}
