package dev.procession.pool;

import dev.procession.internal.wire.Items;
import java.util.BitSet;
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

  private static final long NANOS_PER_BYTE = 20;
  private static final int MOST_DOUBLINGS = 12;

  final Call call;
  final int attempts;

  /** Counts how often this chunk was lost with a worker that was running something else. */
  final int losses;

  /** Counts how often a worker had it and did not begin. */
  private final int refusals;

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

  /** The items that were stopped because they were too slow; null if there are none. */
  private @Nullable BitSet late;

  /** The item whose worker has too much memory; or {@link #NONE}. */
  private int bloated = NONE;

  /** How much that is, in bytes. */
  private long resident;

  /** The value of {@link #received} when the worker was last asked to send what it has. */
  int flushAsked;

  /** When its worker got it, in the time of {@link System#nanoTime()}. */
  long givenAt;

  /** Looks at the time limit of what runs. */
  Timers.@Nullable Timer limitTimer;

  /** Kills what goes on after it has been interrupted. */
  Timers.@Nullable Timer graceTimer;

  private Chunk(
      Call call,
      Items items,
      int from,
      int to,
      long firstIndex,
      int attempts,
      int losses,
      int refusals) {
    this.call = call;
    this.items = items;
    this.from = from;
    this.to = to;
    this.firstIndex = firstIndex;
    this.attempts = attempts;
    this.losses = losses;
    this.refusals = refusals;
  }

  /** All of a batch; {@code firstIndex} is the position of its first item in the call's input. */
  static Chunk of(Call call, Items items, long firstIndex) {
    return new Chunk(call, items, 0, items.count(), firstIndex, 1, 0, 0);
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

  /** Whether no worker has had it, and none has run it. */
  boolean isUntried() {
    return attempts == 1 && losses == 0 && refusals == 0;
  }

  /** The same after it was lost, or refused, together with others. */
  Chunk again(int lost, int refused) {
    return new Chunk(
        call, items, from, to, firstIndex, attempts, losses + lost, refusals + refused);
  }

  /**
   * A part of it, to run for the first time or again because of no fault of its own; {@code lost}
   * is added to {@link #losses}.
   */
  Chunk part(int first, int last, int lost) {
    return new Chunk(
        call, items, from + first, from + last, firstIndex + first, attempts, losses + lost, 0);
  }

  /** What a worker that has not begun has left of it. */
  Chunk refused() {
    return new Chunk(call, items, from, from + end, firstIndex, attempts, losses, refusals + 1);
  }

  /**
   * How long a worker may take to begin with it before another is tried: longer for much, which
   * takes time to arrive, and each time longer, so that in the end one of them gets it.
   */
  long patience(long least) {
    long nanosForBytes = NANOS_PER_BYTE * items.bytes(from, to);
    return (least + nanosForBytes) << Math.min(refusals, MOST_DOUBLINGS);
  }

  /** One item of it, to run once more after it failed. */
  Chunk retry(int item) {
    if (call instanceof TaskBatch batch) {
      return batch.member(item).retry(0);
    }
    return new Chunk(
        call, items, from + item, from + item + 1, firstIndex + item, attempts + 1, losses, 0);
  }

  /** The position of an item in the input of the call that it is of. */
  long indexInCall(int item) {
    return call instanceof TaskBatch batch ? batch.member(item).index(0) : index(item);
  }

  /** The call that an item is of. */
  Call callOf(int item) {
    return call instanceof TaskBatch batch ? batch.member(item).call : call;
  }

  /** Whether nobody wants an item any more. */
  boolean cancelled(int item) {
    return callOf(item).cancelled();
  }

  boolean mayRetry() {
    return attempts <= call.options().retries();
  }

  /** A worker gets it. */
  void begin(int name, int inLane) {
    number = name;
    lane = inLane;
    end = count();
    received = 0;
    receivedAtTick = 0;
    flushAsked = NONE;
    stopped = NONE;
    bloated = NONE;
    late = null;
    givenAt = System.nanoTime();
  }

  /** An item is stopped. */
  void stop(int item, boolean tooSlow) {
    stopped = item;
    if (tooSlow) {
      if (late == null) {
        late = new BitSet();
      }
      late.set(item);
    } else if (late != null) {
      late.clear(item);
    }
  }

  /** The worker of an item has too much memory, and will be killed. */
  void bloat(int item, long residentBytes) {
    stopped = NONE;
    bloated = item;
    resident = residentBytes;
  }

  /** How much memory the worker of an item had if it was too much; else 0. */
  long bloated(int item) {
    return item == bloated ? resident : 0;
  }

  /** Whether an item was stopped because it was too slow. */
  boolean isLate(int item) {
    return late != null && late.get(item);
  }

  /** Whether any of some items was. */
  boolean anyLate(int first, int last) {
    int next = late == null ? NONE : late.nextSetBit(first);
    return next != NONE && next < last;
  }

  /** Nothing of it is held by a worker any more. */
  void cancelTimers() {
    Timers.cancel(limitTimer);
    Timers.cancel(graceTimer);
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
