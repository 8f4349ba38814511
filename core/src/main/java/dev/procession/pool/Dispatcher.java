package dev.procession.pool;

import dev.procession.NotSendableException;
import dev.procession.ProcessionException;
import dev.procession.internal.proc.ChildDeath;
import dev.procession.internal.shm.ItemClaims;
import dev.procession.internal.shm.ParcelSource;
import dev.procession.internal.shm.ReceivedParcels;
import dev.procession.internal.wire.ItemSlice;
import dev.procession.internal.wire.WireInput;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Which worker gets which chunk, and what becomes of chunks when things go wrong. Used by the loop
 * alone.
 *
 * <p>A worker holds up to two chunks, one that it runs and one that waits, so that it never idles
 * for a round trip. Nothing is lost by that: items that are not claimed can be taken back at any
 * time (see {@link ItemClaims}), and are, as soon as another worker has nothing to do.
 */
final class Dispatcher {
  /**
   * While chunks are out that need it, the loop looks after them this often; less and less often as
   * long as nothing happens, so that long items cost next to nothing.
   */
  private static final long TICK_NANOS = 2_000_000;

  private static final long SLOWEST_TICK_NANOS = 64_000_000;

  /** A worker that has not begun with what it was given after this time may be frozen. */
  private static final long STUCK_NANOS = 10_000_000;

  /** One that takes so long is not waited for, even if there is no other yet. */
  private static final long FROZEN_NANOS = 200_000_000;

  /** A chunk that was lost this often with workers that were running something else is given up. */
  private static final int MOST_LOSSES = 50;

  /** Counts as so many losses. */
  private static final int CHOKED = 20;

  /** Cancelled chunks are swept out when they may be one in so many of those that wait. */
  private static final int SWEEP_SHARE = 64;

  /** Or after this time. */
  private static final Duration SWEEP_DELAY = Duration.ofMillis(100);

  private final PoolLoop loop;
  private final Timers timers;
  private final Stopper stopper;
  private final MemoryWatch memory;

  /** Chunks that wait for a worker, next first. */
  private final ArrayDeque<Chunk> ready = new ArrayDeque<>();

  /** How many calls have been cancelled since nothing cancelled was among those. */
  private int cancelled;

  /** When they are swept out at the latest; null if there are none. */
  private Timers.@Nullable Timer sweepTimer;

  /** Workers with two free lanes; the last used first, since it is warm. */
  private final SequencedSet<Worker> idle = new LinkedHashSet<>();

  /** Workers with one free lane. */
  private final SequencedSet<Worker> half = new LinkedHashSet<>();

  /** Workers that hold something. */
  private final SequencedSet<Worker> busy = new LinkedHashSet<>();

  /** The next tick; null if none is needed. */
  private Timers.@Nullable Timer tick;

  private long tickNanos = SLOWEST_TICK_NANOS;

  /** How many chunks have been seen at the last tick that could be shared with somebody. */
  private int divisible;

  /** How long items that travel alone take. */
  private final TaskBatch.Pace pace = new TaskBatch.Pace();

  Dispatcher(PoolLoop loop, Timers timers, Duration grace) {
    this.loop = loop;
    this.timers = timers;
    stopper = new Stopper(loop, this, timers, grace);
    memory = new MemoryWatch(timers, stopper, busy);
  }

  // ---- chunks to workers ------------------------------------------------------------------------

  void add(Chunk chunk) {
    loop.insight().submitted(chunk.count());
    ready.add(chunk);
  }

  /** Gives away what waits, and evens out what does not. */
  void dispatch() {
    giveWaiting();
    // Until everybody has something to do or nothing is left to share.
    while (!idle.isEmpty() && takeBackFor(idle.getFirst())) {
      // What comes back may be several tasks.
      giveWaiting();
    }
  }

  private void giveWaiting() {
    while (!ready.isEmpty()) {
      Worker worker = !idle.isEmpty() ? idle.getFirst() : half.isEmpty() ? null : half.getFirst();
      if (worker == null) {
        return;
      }
      give(worker);
    }
  }

  /** Whether there are chunks that no worker has. */
  boolean isAnythingWaiting() {
    return !ready.isEmpty();
  }

  /** How many chunks wait though another worker could begin with them at once. */
  int unserved() {
    int waiting = ready.size() + divisible;
    divisible = 0;
    for (Worker worker : busy) {
      waiting += worker.held - 1;
    }
    return waiting;
  }

  /** Gives a worker what waits first, unless nobody wants that any more. */
  private void give(Worker worker) {
    Chunk first = ready.element();
    if (first.call.cancelled()) {
      ready.remove();
      drop(first.call, first.count());
      return;
    }
    int share = Math.min(worker.budget(), 1 + ready.size() / (2 * loop.workersUp()));
    Chunk fitting = TaskBatch.gather(ready, pace, share);
    if (fitting.count() > worker.budget()) {
      Chunk whole = fitting;
      fitting = whole.part(0, worker.budget(), 0);
      ready.addFirst(whole.part(worker.budget(), whole.count(), 0));
    }
    try {
      worker.give(fitting);
    } catch (IOException e) {
      String why = "could not open a connection for classes: " + e.getMessage();
      failAll(fitting, Ending.THREW, () -> new ProcessionException(why, e));
      return;
    } catch (RuntimeException | Error e) {
      if (!worker.chunks().contains(fitting)) {
        // The pool is about to fail, and this must not be forgotten.
        ready.addFirst(fitting);
      }
      throw e;
    }
    loop.flushLater(worker);
    place(worker);
    stopper.watchLimit(worker, fitting, System.nanoTime());
    memory.watch(fitting);
    tickSoon(fitting.count() == 1 && worker.held == 1 ? STUCK_NANOS : TICK_NANOS);
    if (worker.budget() == 0) {
      loop.retire(worker);
    }
  }

  /** Puts a worker into the sets in which it belongs now. */
  void place(Worker worker) {
    idle.remove(worker);
    half.remove(worker);
    if (worker.held > 0 && worker.state != Worker.State.DEAD) {
      busy.add(worker);
    } else {
      busy.remove(worker);
    }
    if (worker.hasRoom()) {
      if (worker.held == 0) {
        idle.addFirst(worker);
        loop.rests(worker);
      } else {
        half.add(worker);
      }
    }
    loop.insight().placed(worker, busy.size());
    loop.expectEnd(worker);
  }

  /** Takes work from a busy worker for one that has none; false if there was nothing to take. */
  private boolean takeBackFor(Worker idler) {
    for (Worker victim : busy) {
      Chunk waiting = waitingChunk(victim);
      if (waiting != null && takeBack(victim, waiting, 0)) {
        give(idler);
        return true;
      }
    }
    return false;
  }

  /**
   * A chunk that a worker has not begun: because it has another one, or because it does not react.
   */
  private static @Nullable Chunk waitingChunk(Worker worker) {
    for (int lane = 0; lane < 2; lane++) {
      Chunk chunk = worker.lane(lane);
      Chunk other = worker.lane(1 - lane);
      if (chunk != null
          && worker.claims(chunk).claimed(chunk.number) == 0
          && (isStuck(chunk) || (other != null && other.givenAt - chunk.givenAt <= 0))) {
        return chunk;
      }
    }
    return null;
  }

  private static boolean isStuck(Chunk unclaimed) {
    return System.nanoTime() - unclaimed.givenAt > unclaimed.patience(STUCK_NANOS);
  }

  /** Whether its worker is not only slow, so that it is worth a process to have another try. */
  private static boolean isFrozen(Chunk unclaimed) {
    return System.nanoTime() - unclaimed.givenAt > unclaimed.patience(FROZEN_NANOS);
  }

  /** Takes unclaimed items back to the front of the queue; false if there were none. */
  private boolean takeBack(Worker worker, Chunk chunk, int keep) {
    int end = worker.claims(chunk).takeBack(chunk.number, keep);
    if (end >= chunk.end || end < chunk.received) {
      return false;
    }
    if (chunk.call instanceof TaskBatch batch) {
      unbundle(batch, end, chunk.end, 0, end == 0 ? 1 : 0);
    } else {
      ready.addFirst(end == 0 ? chunk.refused() : chunk.part(end, chunk.end, 0));
    }
    worker.refund(chunk.end - end);
    shorten(worker, chunk, end);
    if (idle.remove(worker)) {
      // It has not even begun: somebody else should be the first to get these items now.
      idle.addLast(worker);
    }
    return true;
  }

  /** Puts tasks of a batch back to the front of the queue. */
  private void unbundle(TaskBatch batch, int first, int end, int lost, int refused) {
    for (int item = end - 1; item >= first; item--) {
      ready.addFirst(batch.member(item).again(lost, refused));
    }
  }

  /** Takes everything back that a worker has not begun. */
  void takeBackAll(Worker worker) {
    for (Chunk chunk : worker.chunks()) {
      takeBack(worker, chunk, 0);
    }
  }

  /** Takes everything back that no worker has begun. */
  void takeBackAll() {
    forEachHeld((worker, chunk) -> takeBack(worker, chunk, 0));
  }

  private void shorten(Worker worker, Chunk chunk, int end) {
    chunk.end = end;
    releaseIfDone(worker, chunk);
  }

  // ---- looking after chunks that are out --------------------------------------------------------

  /**
   * Something has happened, after which a chunk may need looking after soon. An item that is alone
   * needs it only if its worker does not begin with it.
   */
  private void tickSoon(long nanos) {
    if (tickNanos > nanos) {
      Timers.cancel(tick);
      tick = null;
      tickNanos = nanos;
    }
    keepTicking();
  }

  private void keepTicking() {
    if (tick == null) {
      tick = timers.at(System.nanoTime() + tickNanos, this::tick);
    }
  }

  /** Has results sent that wait for company, and splits running chunks for those who are idle. */
  private void tick() {
    tick = null;
    divisible = 0;
    tickNanos = Math.min(2 * tickNanos, SLOWEST_TICK_NANOS);
    forEachHeld(this::look);
  }

  private void look(Worker worker, Chunk chunk) {
    ItemClaims claims = worker.claims(chunk);
    boolean silent = chunk.received == chunk.receivedAtTick;
    if (silent
        && claims.done(chunk.number) > chunk.received
        && chunk.flushAsked != chunk.received) {
      // Once: a worker that does not react must not be flooded.
      chunk.flushAsked = chunk.received;
      loop.control(worker, Worker.flush());
    }
    chunk.receivedAtTick = chunk.received;
    int claimed = claims.claimed(chunk.number);
    int unclaimed = chunk.end - claimed;
    // The first item of what has not begun may be on its way to the worker.
    boolean shareable = unclaimed > (claimed == 0 ? 1 : 0) || waitingChunk(worker) == chunk;
    if (idle.isEmpty() && shareable && (claimed > 0 || isFrozen(chunk))) {
      divisible++;
    }
    if (ready.isEmpty() && !idle.isEmpty() && shareable) {
      // The victim goes on with half of it; with one item left, that one goes.
      takeBack(worker, chunk, unclaimed / 2);
    }
    boolean mayBeStuck = claimed == 0 && !isStuck(chunk);
    if (mayBeStuck
        || chunk.received < chunk.end - 1
        || claims.done(chunk.number) > chunk.received) {
      keepTicking();
    }
  }

  // ---- results ----------------------------------------------------------------------------------

  /** A worker reports results. */
  void onResults(Worker worker, WireInput in) throws IOException {
    int number = in.readInt();
    int lane = in.readInt();
    int first = in.readInt();
    long nanos = in.readLong();
    int failed = in.readInt();
    int[] parcels = ItemSlice.parcelPlaces(in);
    ItemSlice items = ItemSlice.of(in, ParcelSource.NONE);
    Chunk chunk = lane >= 0 && lane < 2 ? worker.lane(lane) : null;
    if (chunk == null || chunk.number != number || first != chunk.received) {
      throw new IOException("results that nobody asked for: chunk=" + number + ", first=" + first);
    }
    if (items.count() > chunk.end - first || failed < 0 || failed > items.count()) {
      throw new IOException(
          "too many results: chunk=" + number + ", items=" + items.count() + ", failed=" + failed);
    }
    if (parcels.length > 0) {
      try {
        items = items.openParcels(parcels, worker.results);
        loop.carried(worker);
      } catch (IOException e) {
        if (ReceivedParcels.isSenderGone(e)) {
          // They are lost with it, and its death says what becomes of the items.
          throw e;
        }
        loseLarge(worker, chunk, items.count(), e);
        return;
      }
    }
    chunk.received += items.count();
    if (chunk.received < chunk.end) {
      tickSoon(TICK_NANOS);
    }
    if (TaskBatch.isOfSingles(chunk)) {
      pace.observe(items.count(), nanos);
    }
    chunk.call.observe(items.count(), nanos);
    deliver(worker, chunk, first, items, failed, nanos);
    releaseIfDone(worker, chunk);
  }

  private void releaseIfDone(Worker worker, Chunk chunk) {
    if (chunk.received == chunk.end) {
      worker.release(chunk);
      place(worker);
    }
  }

  /** Large results cannot be opened, as for want of descriptors here: their items fail. */
  private void loseLarge(Worker worker, Chunk chunk, int count, IOException why) {
    for (int i = 0; i < count; i++, chunk.received++) {
      fail(
          worker,
          chunk,
          chunk.received,
          Ending.THREW,
          new NotSendableException("a large result cannot be received: " + why.getMessage(), why));
    }
    releaseIfDone(worker, chunk);
  }

  private void deliver(
      Worker worker, Chunk chunk, int first, ItemSlice items, int failed, long nanos) {
    Insight insight = loop.insight();
    if (chunk.call.cancelled()) {
      insight.reported(worker, items.count(), failed, nanos);
      items.parcels().drop();
      drop(chunk.call, items.count());
      return;
    }
    int last = first + items.count();
    boolean anyUnwanted = chunk.call instanceof TaskBatch batch && batch.anyCancelled(first, last);
    boolean anyLate = chunk.anyLate(first, last);
    boolean failuresMatter = failed > 0 && (chunk.mayRetry() || loop.isBroken());
    if (!anyLate && !anyUnwanted && !failuresMatter) {
      insight.arrived(worker, chunk, first, items, failed, nanos);
      chunk.call.arrived(
          new Arrival.Batch(chunk.index(first), chunk.attempts, worker.pid(), items));
      return;
    }
    insight.reported(worker, items.count(), failed, nanos);
    int item = first;
    for (ItemSlice one : items.split()) {
      boolean late = chunk.isLate(item);
      boolean threw = one.anyFailure();
      long share = nanos / items.count();
      if (chunk.cancelled(item)) {
        insight.ended(worker, chunk, one, share, Ending.CANCELLED);
        chunk.call.arrived(new Arrival.Batch(chunk.index(item), chunk.attempts, worker.pid(), one));
      } else if (threw && item == chunk.stopped && loop.isBroken()) {
        // What it threw is but that it was interrupted.
        one.parcels().drop();
        fail(worker, chunk, item, Ending.CANCELLED, loop.endError());
      } else if ((late || threw) && chunk.mayRetry()) {
        one.parcels().drop();
        if (threw) {
          insight.retried(worker, chunk, item, one);
        } else {
          insight.retried(worker, chunk, item, timeout(worker, chunk, false));
        }
        ready.addFirst(chunk.retry(item));
      } else if (late) {
        one.parcels().drop();
        fail(worker, chunk, item, Ending.OVER_LIMIT, timeout(worker, chunk, false));
      } else {
        insight.arrived(worker, chunk, item, one, threw, share);
        chunk.call.arrived(new Arrival.Batch(chunk.index(item), chunk.attempts, worker.pid(), one));
      }
      item++;
    }
  }

  /** The results that a worker has ready cannot be received: their items fail. */
  void loseResults(Worker worker, Throwable why) {
    for (Chunk chunk : worker.chunks()) {
      int done = Math.min(worker.claims(chunk).done(chunk.number), chunk.end);
      for (; chunk.received < done; chunk.received++) {
        fail(
            worker,
            chunk,
            chunk.received,
            Ending.THREW,
            new NotSendableException(
                "a result cannot be received: this process's heap is too small for it: maxHeap="
                    + Runtime.getRuntime().maxMemory()
                    + "; return less, or give this program more with -Xmx",
                why));
      }
      shorten(worker, chunk, chunk.end);
    }
  }

  /** Whether a worker runs an item of a call. */
  boolean isRunning(Call call) {
    for (Worker worker : busy) {
      for (Chunk chunk : worker.chunks()) {
        int item = worker.running(chunk);
        if (item != Chunk.NONE && chunk.callOf(item) == call) {
          return true;
        }
      }
    }
    return false;
  }

  // ---- cancellation -----------------------------------------------------------------------------

  /** Stops what is left of a cancelled call; without {@code interrupt}, what runs may finish. */
  void cancel(Call call, boolean interrupt) {
    forEachHeld(
        (worker, chunk) -> {
          if (hasItemOf(call, chunk)) {
            takeBack(worker, chunk, 0);
          }
        });
    // Only now: a worker that is interrupted goes on to whatever it still has.
    if (interrupt) {
      forEachHeld((worker, chunk) -> stop(worker, chunk, call));
    }
    cancelled++;
    if (cancelled * SWEEP_SHARE >= ready.size()) {
      sweep();
    } else if (sweepTimer == null) {
      sweepTimer = timers.after(SWEEP_DELAY, this::sweep);
    }
  }

  private static boolean hasItemOf(Call call, Chunk chunk) {
    return chunk.call == call || (chunk.call instanceof TaskBatch batch && batch.hasItemOf(call));
  }

  /** For each chunk that a worker holds; the action may take it from the worker. */
  private void forEachHeld(BiConsumer<Worker, Chunk> action) {
    for (Worker worker : List.copyOf(busy)) {
      for (Chunk chunk : worker.chunks()) {
        action.accept(worker, chunk);
      }
    }
  }

  /** Drops what waits and is cancelled: many at a time, since it looks at all that wait. */
  private void sweep() {
    cancelled = 0;
    Timers.cancel(sweepTimer);
    sweepTimer = null;
    ready.removeIf(
        chunk -> {
          boolean unwanted = chunk.call.cancelled();
          if (unwanted) {
            drop(chunk.call, chunk.count());
          }
          return unwanted;
        });
  }

  /** Stops the item that a worker runs if it is one of this call, once. */
  private void stop(Worker worker, Chunk chunk, Call call) {
    int running = worker.running(chunk);
    if (running != Chunk.NONE && running != chunk.stopped && chunk.callOf(running) == call) {
      stopper.stop(worker, chunk, running, false);
    }
  }

  /** Drops the functions of a call that is over. */
  void forget(CallFunction function, Iterable<Worker> workers) {
    for (Worker worker : workers) {
      worker.forget(function);
    }
  }

  // ---- the end of a worker, and of everything ---------------------------------------------------

  /** A worker is dead: the item that it ran fails, the others run elsewhere. */
  void onDeath(Worker worker, ChildDeath death) {
    List<Chunk> held = worker.chunks();
    // A thread that was given up may still be there, and must not begin another item.
    held.forEach(chunk -> worker.claims(chunk).takeBack(chunk.number, 0));
    boolean ranNothing = held.stream().allMatch(chunk -> worker.running(chunk) == Chunk.NONE);
    int lost = ranNothing && mayHaveChoked(death) ? CHOKED : 1;
    for (Chunk chunk : held) {
      int running = worker.running(chunk);
      worker.release(chunk);
      rescue(worker, chunk, running, lost, death);
    }
    place(worker);
  }

  private void rescue(Worker worker, Chunk chunk, int running, int lost, ChildDeath death) {
    int afterRunning = chunk.received;
    List<Chunk> again = new ArrayList<>();
    if (running != Chunk.NONE) {
      afterRunning = running + 1;
      addParts(again, chunk, chunk.received, running, lost);
      boolean stopped = running == chunk.stopped;
      boolean late = stopped && chunk.isLate(running);
      boolean overLimit = late || chunk.bloated(running) > 0;
      Ending ending = overLimit ? Ending.OVER_LIMIT : Ending.DIED;
      Throwable why = late ? timeout(worker, chunk, true) : died(chunk, running, death);
      if (stopped && !late) {
        fail(worker, chunk, running, Ending.CANCELLED, loop.endError());
      } else if (chunk.mayRetry()) {
        loop.insight().retried(worker, chunk, running, why);
        again.add(chunk.retry(running));
      } else {
        fail(worker, chunk, running, ending, why);
      }
    }
    addParts(again, chunk, afterRunning, chunk.end, lost);
    for (Chunk part : again.reversed()) {
      if (part.losses > MOST_LOSSES) {
        failAll(part, Ending.DIED, () -> diedException(death));
      } else {
        ready.addFirst(part);
      }
    }
  }

  /**
   * A worker that ends by itself while it runs nothing may have choked on the chunk as a whole; but
   * not if it has just given up for what another item has done to it.
   */
  private static boolean mayHaveChoked(ChildDeath death) {
    return death.status().signal() == null && death.status().code() != ProcessHost.GAVE_UP;
  }

  /** Adds what has to run elsewhere, tasks that went together each by itself. */
  private static void addParts(List<Chunk> again, Chunk chunk, int first, int end, int lost) {
    if (first >= end) {
      return;
    }
    if (chunk.call instanceof TaskBatch batch) {
      for (int item = first; item < end; item++) {
        again.add(batch.member(item).again(lost, 0));
      }
    } else {
      again.add(chunk.part(first, end, lost));
    }
  }

  /** Fails everything that waits, and returns the single tasks among it. */
  List<Runnable> failWaiting(Supplier<? extends Throwable> error) {
    sweep();
    List<Runnable> neverBegun = new ArrayList<>();
    for (Chunk chunk = ready.poll(); chunk != null; chunk = ready.poll()) {
      Runnable task = chunk.call.asRunnable();
      if (task != null) {
        neverBegun.add(task);
      }
      failAll(chunk, Ending.CANCELLED, error);
    }
    return neverBegun;
  }

  /** Fails everything that workers hold, when there is nobody to wait for them any more. */
  void failHeld(Supplier<? extends Throwable> error) {
    forEachHeld(
        (worker, chunk) -> {
          worker.release(chunk);
          for (int item = chunk.received; item < chunk.end; item++) {
            fail(worker, chunk, item, Ending.CANCELLED, error.get());
          }
        });
  }

  /** Takes back what has not begun, and then interrupts what has. */
  void stopAll() {
    takeBackAll();
    forEachHeld(
        (worker, chunk) -> {
          int running = worker.running(chunk);
          if (running != Chunk.NONE) {
            stopper.stop(worker, chunk, running, false);
          }
        });
  }

  /** Tells all who want to know, and then the call, that an item failed in the pool's hands. */
  private void fail(
      @Nullable Worker worker, Chunk chunk, int item, Ending ending, Throwable error) {
    loop.insight().failed(worker, chunk, item, ending, error);
    chunk.fail(item, error);
  }

  /** The same for all items, none of which a worker has; each gets an exception of its own. */
  private void failAll(Chunk chunk, Ending ending, Supplier<? extends Throwable> error) {
    for (int item = 0; item < chunk.count(); item++) {
      fail(null, chunk, item, ending, error.get());
    }
  }

  /** Nobody wants some items of a call any more. */
  private void drop(Call call, int items) {
    loop.insight().ended(items, Ending.CANCELLED);
    call.dropped(items);
  }

  private static TaskTimeoutException timeout(Worker worker, Chunk chunk, boolean killed) {
    Duration limit = chunk.call.options().taskTimeout();
    return new TaskTimeoutException(limit == null ? Duration.ZERO : limit, killed, worker.pid());
  }

  /** Why the item failed that a dead worker was running. */
  private static Throwable died(Chunk chunk, int running, ChildDeath death) {
    long resident = chunk.bloated(running);
    return resident == 0
        ? diedException(death)
        : new TaskMemoryException(chunk.call.options().memoryLimit(), resident, death.pid());
  }

  private static Throwable diedException(ChildDeath death) {
    return diedException(death, "the worker died while it ran this item");
  }

  static WorkerDiedException diedException(ChildDeath death, String fact) {
    return new WorkerDiedException(
        death.describe(fact),
        death.pid(),
        death.status().code(),
        death.status().signal(),
        death.lastOutput(),
        death.crashReport());
  }
}
