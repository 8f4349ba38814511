package dev.procession.pool;

import dev.procession.internal.proc.ClassOffer;
import dev.procession.internal.proc.ControlMessage;
import dev.procession.internal.ship.ClassDesk;
import dev.procession.internal.shm.ItemClaims;
import dev.procession.internal.shm.ParcelDesk;
import dev.procession.internal.shm.PoolBoard;
import dev.procession.internal.shm.ProcessSlot;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The loop's view of one worker process. Used by the loop alone.
 *
 * <pre>
 *   STARTING --reported--> INITIALIZING --ready--> READY --told to stop--> LEAVING
 *       |                       |                    |                        |
 *       +-----------------------+------- died -------+------------------------+--> DEAD
 * </pre>
 */
final class Worker {
  /** Where it is in its life. */
  enum State {
    STARTING,
    INITIALIZING,
    READY,
    LEAVING,
    DEAD
  }

  final WorkerRun child;

  /** What it says when it rings the pool's bell. */
  final int number;

  State state = State.STARTING;

  final WorkerLink link;

  /** Whether it has been ready before it was known that it had reported. */
  boolean isReadyEarly;

  /** Opens its large results. */
  final ParcelDesk results = new ParcelDesk(true);

  /** The chunks it holds; null where a lane is free. */
  private final @Nullable Chunk[] lanes = new @Nullable Chunk[ProcessSlot.lanes()];

  private final ItemClaims[] claims = new ItemClaims[ProcessSlot.lanes()];
  private final Set<Integer> functions = new HashSet<>();
  private int nextNumber = 1;

  /** How many chunks it holds. */
  int held;

  /** Whether it was started since the pool was opened: there may be more to come. */
  boolean isReplacement;

  /** Why it could not be told who it is; null if it was, or may be yet. */
  @Nullable Throwable refusal;

  /** Kills it if it does not report. */
  Timers.@Nullable Timer startTimer;

  /** Kills it if it does not end by itself, once it has been told to and holds nothing. */
  Timers.@Nullable Timer endTimer;

  /** Since when it has had nothing to do; kept only if the pool's size follows the work. */
  long idleSince;

  /** Set when the pool kills it, not because it was to end in any case. */
  boolean condemned;

  /** Set when it is ended by a signal, with all others. */
  boolean signalled;

  /** When it got its last chunk. */
  long givenAt;

  // What {@link Insight} notes.

  /** What it was last said to be doing. */
  PoolBoard.@Nullable WorkerState shown;

  /** Whether it has been ready. */
  boolean wasUp;

  /** How many items it has reported. */
  long items;

  /** How many more items it may be given before it is replaced. */
  private int budget;

  Worker(WorkerRun child, int number, WorkerLink link, int budget) {
    this.child = child;
    this.number = number;
    this.link = link;
    this.budget = budget;
    for (int lane = 0; lane < claims.length; lane++) {
      claims[lane] = child.slot().claims(lane);
    }
  }

  long pid() {
    return child.pid();
  }

  ItemClaims claims(Chunk chunk) {
    return claims[chunk.lane];
  }

  @Nullable Chunk lane(int lane) {
    return lanes[lane];
  }

  /** The chunks it holds now; what becomes of them meanwhile does not change the list. */
  List<Chunk> chunks() {
    return Arrays.stream(lanes).filter(Objects::nonNull).toList();
  }

  /** The item that it is running, if it belongs to this chunk; else {@link Chunk#NONE}. */
  int running(Chunk chunk) {
    int claimed = claims(chunk).claimed(chunk.number);
    int done = claims(chunk).done(chunk.number);
    return claimed > done && done >= chunk.received && done < chunk.end ? done : Chunk.NONE;
  }

  int budget() {
    return budget;
  }

  /** It has not been given some items after all. */
  void refund(int items) {
    if (budget != Integer.MAX_VALUE) {
      budget += items;
    }
  }

  boolean hasRoom() {
    return state == State.READY && held < lanes.length && budget > 0;
  }

  /** Tells it where to ask for classes, before anything that has some of a foreign loader. */
  void openClasses(int loader) throws IOException {
    ClassOffer offer = loader == ClassDesk.LOCAL ? null : child.offerClasses();
    if (offer != null) {
      link.send(Protocol.CLASSES, offer.toBytes());
    }
  }

  /**
   * Queues a chunk for it. There is room, and the budget suffices.
   *
   * @throws IOException if it cannot be told where to ask for classes; it has not got the chunk
   *     then
   */
  void give(Chunk chunk) throws IOException {
    int loader = chunk.call.loader();
    openClasses(loader);
    CallFunction function = chunk.call.function();
    int name = function == null ? Protocol.CALL_ITEM : function.number();
    if (function != null && functions.add(name)) {
      int its = ClassDesk.instance().number(function.loader());
      ByteBuffer number = ByteBuffer.allocate(8).putInt(name).putInt(its).flip();
      link.send(Protocol.FUNCTION, number, ByteBuffer.wrap(function.bytes()));
    }
    chunk.begin(nextNumber, freeLane());
    nextNumber = nextNumber % (ItemClaims.CHUNK_NUMBERS - 1) + 1;
    lanes[chunk.lane] = chunk;
    givenAt = chunk.givenAt;
    held++;
    if (budget != Integer.MAX_VALUE) {
      budget -= chunk.count();
    }
    claims(chunk).offer(chunk.number, chunk.count());
    int flags = chunk.call.options().taskTimeout() == null ? 0 : Protocol.TIMED;
    if (TaskBatch.isOfSingles(chunk)) {
      flags |= Protocol.SINGLE;
    }
    ByteBuffer head =
        ByteBuffer.allocate(20)
            .putInt(chunk.number)
            .putInt(chunk.lane)
            .putInt(name)
            .putInt(loader)
            .putInt(flags)
            .flip();
    ByteBuffer[] items = chunk.items().pieces(chunk.from(), chunk.to());
    link.send(Protocol.CHUNK, head, items[0], items[1]);
  }

  private int freeLane() {
    for (int lane = 0; lane < lanes.length; lane++) {
      if (lanes[lane] == null) {
        return lane;
      }
    }
    throw new IllegalStateException("a worker has no free lane: pid=" + pid());
  }

  /** The chunk is done or taken back. */
  void release(Chunk chunk) {
    lanes[chunk.lane] = null;
    held--;
    chunk.cancelTimers();
  }

  /** Tells it that a function will not be used again; goes out with the next message. */
  void forget(CallFunction function) {
    if (functions.remove(function.number())) {
      link.send(Protocol.FORGET, ByteBuffer.allocate(4).putInt(function.number()).flip());
    }
  }

  /** Tells it that large results have been taken over, or that no large values are expected. */
  void tidy(boolean idle) {
    if (idle) {
      results.clear();
    }
    link.send(Protocol.TIDY, ByteBuffer.allocate(1).put((byte) (idle ? 1 : 0)).flip());
  }

  static ControlMessage interrupt(Chunk chunk, int item) {
    return new ControlMessage(Protocol.INTERRUPT, chunk.number, item);
  }

  static ControlMessage flush() {
    return new ControlMessage(Protocol.FLUSH, 0, 0);
  }
}
