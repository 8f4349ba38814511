package dev.procession.pool;

import dev.procession.internal.proc.ChildDeath;
import dev.procession.internal.proc.Identity;
import dev.procession.internal.shm.PoolBoard;
import dev.procession.internal.shm.PoolBoard.WorkerState;
import dev.procession.internal.wire.ItemReader;
import dev.procession.internal.wire.ItemSlice;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the books of a pool, for all who want to know how it is doing: the board in shared memory,
 * from which {@link ProcessPool#stats()} and other processes read, events of the Flight Recorder,
 * and the pool's listener.
 *
 * <p>Used by who has the loop's turn, but for what says otherwise. Everything is told here before
 * the calls hear of it, so that who has a result finds it counted. It costs a few stores for each
 * message, none for each item that goes well.
 */
final class Insight {
  private final String name;
  private final PoolBoard board;
  private final @Nullable Announcer announcer;

  /** Workers that have gone and that nobody has replaced yet, oldest first; for the listener. */
  private final ArrayDeque<Long> gone = new ArrayDeque<>();

  /** How many workers were busy when that was last noted. */
  private int busy;

  /** The figures at the end. Written by the loop before the board's memory goes; read by anyone. */
  private volatile @Nullable PoolStats last;

  Insight(PoolConfig config, PoolBoard board) {
    this.name = config.name();
    this.board = board;
    PoolListener listener = config.listener();
    announcer = listener == null ? null : new Announcer(name, listener, this::stats);
    board.dedicate(program());
    board.begin();
    board.set(PoolBoard.WORKERS_WANTED, config.workers());
    board.end();
  }

  /** The main class or archive of a program; what a child process is called. */
  private static String program() {
    Identity self = Identity.current();
    if (self.parent() != null) {
      return self.name();
    }
    // What else says it is not a part of the language, and this may be missing.
    String command = System.getProperty("sun.java.command", self.name());
    int end = command.indexOf(' ');
    String first = end < 0 ? command : command.substring(0, end);
    return first.length() <= MOST_PROGRAM ? first : first.substring(first.length() - MOST_PROGRAM);
  }

  private static final int MOST_PROGRAM = 60;

  void opened() {
    FlightEvents.opened(this);
    if (announcer != null) {
      announcer.start();
    }
  }

  /** The loop ends, and the board's memory goes. */
  void close() {
    last = stats();
    board.close();
    FlightEvents.closed(this);
    if (announcer != null) {
      announcer.end();
    }
  }

  // ---- any thread -------------------------------------------------------------------------------

  String name() {
    return name;
  }

  /** The figures of now, or of the end. Holds nobody up, and waits for nobody. */
  PoolStats stats() {
    PoolStats end = last;
    if (end != null) {
      return end;
    }
    try {
      return PoolStats.of(board.look());
    } catch (IllegalStateException closed) {
      end = last;
      if (end == null) {
        throw closed;
      }
      return end;
    }
  }

  /** Writes the books anew into shared memory. */
  boolean rewrite() {
    board.rewrite();
    return true;
  }

  // ---- items ------------------------------------------------------------------------------------

  void submitted(int items) {
    board.begin();
    board.add(PoolBoard.SUBMITTED, items);
    end();
  }

  /** A worker has changed its place among the others, of which so many are busy now. */
  void placed(Worker worker, int busyNow) {
    WorkerState state = state(worker);
    if (state != worker.shown || busyNow != busy) {
      worker.shown = state;
      busy = busyNow;
      board.begin();
      board.set(PoolBoard.WORKERS_BUSY, busyNow);
      if (worker.state != Worker.State.DEAD) {
        board.state(worker.number, state);
        if (state == WorkerState.BUSY) {
          board.since(worker.number, worker.givenAt);
        }
      }
      end();
    }
  }

  private static WorkerState state(Worker worker) {
    return switch (worker.state) {
      case STARTING, INITIALIZING -> WorkerState.STARTING;
      case READY -> worker.held > 0 ? WorkerState.BUSY : WorkerState.IDLE;
      case LEAVING, DEAD -> WorkerState.LEAVING;
    };
  }

  /** A worker has reported items, which all end as it says, and are to be handed on. */
  void arrived(Worker worker, Chunk chunk, int first, ItemSlice items, int failed, long nanos) {
    board.begin();
    report(worker, items.count(), failed, nanos);
    count(items.count(), failed);
    end();
    tellAndRecord(worker, chunk, first, items, failed, nanos);
  }

  /** A worker has reported items; what becomes of each is told by what follows. */
  void reported(Worker worker, int items, int failed, long nanos) {
    board.begin();
    report(worker, items, failed, nanos);
    end();
  }

  private void report(Worker worker, int items, int failed, long nanos) {
    worker.items += items;
    long spent = Math.max(0, nanos);
    board.add(PoolBoard.BUSY_NANOS, spent);
    board.report(worker.number, items, failed, spent);
    board.since(worker.number, System.nanoTime());
  }

  /** One of the items reported before ends as the worker says. */
  void arrived(Worker worker, Chunk chunk, int item, ItemSlice one, boolean threw, long nanos) {
    int failed = threw ? 1 : 0;
    board.begin();
    count(1, failed);
    end();
    tellAndRecord(worker, chunk, item, one, failed, nanos);
  }

  private void count(int items, int failed) {
    board.add(PoolBoard.DONE, items - failed);
    if (failed > 0) {
      board.add(PoolBoard.THREW, failed);
    }
  }

  private void tellAndRecord(
      Worker worker, Chunk chunk, int first, ItemSlice items, int failed, long nanos) {
    if (failed > 0 && announcer != null) {
      tellFailures(announcer, worker, chunk, first, items, false);
    }
    record(worker, chunk, items, failed, nanos, failed > 0 ? Ending.THREW : Ending.RETURNED);
  }

  /** An item that has come back from a worker is over, but not as the worker says. */
  void ended(Worker worker, Chunk chunk, ItemSlice item, long nanos, Ending ending) {
    ended(1, ending);
    record(worker, chunk, item, 0, nanos, ending);
  }

  /** Items end without having come back; nobody is to be told of any error. */
  void ended(int items, Ending ending) {
    board.begin();
    board.add(ending.figure, items);
    end();
  }

  /** An item fails in the pool's hands. */
  void failed(@Nullable Worker worker, Chunk chunk, int item, Ending ending, Throwable error) {
    Ending seen = chunk.cancelled(item) ? Ending.CANCELLED : ending;
    ended(1, seen);
    long pid = worker == null ? 0 : worker.pid();
    if (announcer != null && seen.isFailure()) {
      var failure = new ItemFailure(chunk.indexInCall(item), chunk.attempts, false, pid, error);
      announcer.tell(listener -> listener.itemFailed(failure));
    }
    if (FlightEvents.on()) {
      FlightEvents.items(name, pid, 1, 0, chunk.attempts, 0, 0, seen.text);
    }
  }

  /** An item has come back as failed, and is to run again. */
  void retried(Worker worker, Chunk chunk, int item, ItemSlice failure) {
    retried();
    if (announcer != null) {
      tellFailures(announcer, worker, chunk, item, failure, true);
    }
  }

  /** An item has failed in the pool's hands, and is to run again. */
  void retried(Worker worker, Chunk chunk, int item, Throwable error) {
    retried();
    if (announcer != null) {
      var failure =
          new ItemFailure(chunk.indexInCall(item), chunk.attempts, true, worker.pid(), error);
      announcer.tell(listener -> listener.itemFailed(failure));
    }
  }

  private void retried() {
    board.begin();
    board.add(PoolBoard.RETRIED, 1);
    end();
  }

  /** Has errors rebuilt, which runs user code, on the listener's thread. */
  private static void tellFailures(
      Announcer to, Worker worker, Chunk chunk, int first, ItemSlice items, boolean again) {
    // What is told refers to the message alone, not to the chunk with all its arguments.
    long[] indexes = new long[items.count()];
    Arrays.setAll(indexes, item -> chunk.indexInCall(first + item));
    int attempts = chunk.attempts;
    long pid = worker.pid();
    ClassLoader loader = chunk.call.resultLoader();
    to.tell(
        items.length(),
        listener -> {
          int item = 0;
          for (ItemSlice one : items.split()) {
            if (one.anyFailure()
                && one.reader().next(loader, "the error")
                    instanceof ItemReader.Item.Failure(Throwable error)) {
              Throwable marked = RemoteStack.marked(error, pid);
              listener.itemFailed(new ItemFailure(indexes[item], attempts, again, pid, marked));
            }
            item++;
          }
        });
  }

  private void record(
      Worker worker, Chunk chunk, ItemSlice items, int failed, long nanos, Ending ending) {
    if (FlightEvents.on()) {
      FlightEvents.items(
          name,
          worker.pid(),
          items.count(),
          failed,
          chunk.attempts,
          nanos,
          items.length(),
          ending.text);
    }
  }

  // ---- workers ----------------------------------------------------------------------------------

  void workerStarted(Worker worker) {
    board.begin();
    board.add(PoolBoard.WORKERS_STARTED, 1);
    board.add(PoolBoard.WORKERS_STARTING, 1);
    board.enter(worker.number, worker.pid(), System.nanoTime());
    end();
    record(worker, "started", 0, "");
  }

  void workerReady(Worker worker) {
    worker.wasUp = true;
    board.begin();
    board.add(PoolBoard.WORKERS_STARTING, -1);
    board.add(PoolBoard.WORKERS_UP, 1);
    board.since(worker.number, System.nanoTime());
    end();
    if (announcer != null) {
      Long replaced = gone.poll();
      OptionalLong inPlaceOf = replaced == null ? OptionalLong.empty() : OptionalLong.of(replaced);
      long pid = worker.pid();
      announcer.tell(listener -> listener.workerStarted(pid, inPlaceOf));
    }
    record(worker, "ready", 0, "");
  }

  /** A worker is dead, as the loop has just heard; it is still in the state it was in. */
  void workerEnded(Worker worker, ChildDeath death, boolean poolEnds) {
    boolean asked = worker.state == Worker.State.LEAVING || poolEnds;
    boolean killed = worker.condemned;
    boolean died = !killed && !worker.signalled && (worker.held > 0 || !asked);
    boolean recycled = !killed && !died && worker.budget() == 0;
    board.begin();
    board.add(worker.wasUp ? PoolBoard.WORKERS_UP : PoolBoard.WORKERS_STARTING, -1);
    if (killed) {
      board.add(PoolBoard.WORKERS_KILLED, 1);
    } else if (died) {
      board.add(PoolBoard.WORKERS_DIED, 1);
    } else if (recycled) {
      board.add(PoolBoard.WORKERS_RECYCLED, 1);
    }
    board.leave(worker.number);
    end();
    if (announcer != null && (killed || died || recycled)) {
      announce(announcer, worker, death, recycled);
    }
    String signal = death.status().signal();
    record(
        worker,
        killed ? "killed" : died ? "died" : recycled ? "recycled" : "dismissed",
        death.status().code(),
        signal == null ? "" : signal);
  }

  private void announce(Announcer to, Worker worker, ChildDeath death, boolean recycled) {
    if (worker.wasUp) {
      gone.add(worker.pid());
    }
    if (recycled) {
      long pid = worker.pid();
      to.tell(listener -> listener.workerRecycled(pid));
    } else {
      WorkerDiedException report = Dispatcher.diedException(death, "a worker died");
      to.tell(listener -> listener.workerDied(report));
    }
  }

  private void record(Worker worker, String what, int exitCode, String signal) {
    if (FlightEvents.on()) {
      FlightEvents.worker(name, worker.pid(), what, exitCode, signal, worker.items);
    }
  }

  private void end() {
    board.end();
    if (announcer != null) {
      announcer.changed();
    }
  }
}
