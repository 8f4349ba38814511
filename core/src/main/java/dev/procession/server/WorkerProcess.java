package dev.procession.server;

import dev.procession.ChildProcess;
import dev.procession.sync.SharedEvent;
import dev.procession.sync.SharedSemaphore;
import java.nio.channels.ServerSocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * A worker as its supervisor sees it. All is the supervisor's thread's, except where it says
 * otherwise.
 *
 * <p>Its life: started, and then either told to leave, which it does by itself, or killed, or it
 * dies unasked. A worker of the present generation that is to stay is called a keeper.
 */
final class WorkerProcess implements AutoCloseable {
  private final String name;
  private final Generation generation;
  private final WorkerBoard board;
  private final SharedEvent stop;
  private final ChildProcess child;
  private final long begun = System.nanoTime();

  /** Written by the thread that starts the child, read by any. */
  private volatile boolean started;

  /** Written before {@link #started}; null if the start went well. */
  private volatile @Nullable Throwable startFailure;

  /** Why it was killed; null if it was not. */
  private @Nullable String killedFor;

  /** Read by those who ask for numbers too. */
  private volatile boolean killed;

  /** True from when it is to leave, in whichever way: its end is no misfortune then. */
  private boolean leaving;

  /** When it is killed if it has not left; of meaning only while it is leaving. */
  private long deadline;

  /** For {@link #silence}. */
  private long lastBeats;

  private long silent;

  WorkerProcess(
      String name,
      Generation generation,
      java.net.SocketAddress address,
      @Nullable ServerSocketChannel listener,
      SharedSemaphore bell) {
    this.name = name;
    this.generation = generation;
    this.board = WorkerBoard.create(name);
    SharedEvent event = null;
    try {
      event = SharedEvent.create(name + " stop");
      this.stop = event;
      ServerSettings settings = generation.settings();
      this.child =
          ChildProcess.of(
                  new WorkerTask(
                      generation.program().service(),
                      settings.ready,
                      listener,
                      WorkerOptions.of(name, generation.number(), address, settings),
                      board,
                      bell,
                      generation.gate(),
                      stop,
                      generation.limit()))
              .name(name)
              .daemon(true)
              .context(settings.context);
    } catch (RuntimeException | Error e) {
      board.close();
      if (event != null) {
        event.close();
      }
      throw e;
    }
  }

  /** Starts it on a thread of its own, so that several start at once. */
  void start(Runnable ring) {
    Thread.ofPlatform()
        .daemon()
        .name("procession-" + name + "-start")
        .start(
            () -> {
              try {
                var unused = child.start().onExit().whenComplete((end, failure) -> ring.run());
              } catch (Throwable e) {
                startFailure = e;
              }
              started = true;
              ring.run();
            });
  }

  // ---- questions --------------------------------------------------------------------------------

  Generation generation() {
    return generation;
  }

  WorkerBoard board() {
    return board;
  }

  boolean isLeaving() {
    return leaving;
  }

  /** Whether it belongs to a generation and is to stay there. */
  boolean isKeeper(@Nullable Generation of) {
    return generation == of && !leaving && !board.wishesToLeave();
  }

  boolean isReady() {
    return started && board.state().compareTo(WorkerState.READY) >= 0;
  }

  boolean isServing() {
    return started && !killed && board.state() == WorkerState.SERVING;
  }

  /** Whether a connection could still come to it. */
  boolean mayAccept() {
    return started
        && !killed
        && !hasEnded()
        && generation.gate().isSet()
        && board.state() != WorkerState.DRAINING;
  }

  boolean hasEnded() {
    return started && (startFailure != null || child.exitCode().isPresent());
  }

  @Nullable Throwable startFailure() {
    return startFailure;
  }

  /** Why it has ended, for people. */
  String end() {
    Throwable failure = startFailure;
    if (failure != null) {
      return "could not be started: " + failure.getMessage();
    }
    String words = board.lastWords();
    return (killedFor == null ? "" : killedFor + "; ")
        + child
        + (words.isEmpty() ? "" : ", its last words: " + words);
  }

  /** For how long it has given no sign of life, as far as the supervisor was there to see it. */
  long silence(long sinceLastLook) {
    long beats = board.beats();
    silent = beats == lastBeats && isServing() ? silent + sinceLastLook : 0;
    lastBeats = beats;
    return silent;
  }

  boolean isOverdue(long now) {
    return leaving && now - deadline >= 0;
  }

  /** Nanoseconds until {@link #isOverdue}. */
  long untilOverdue() {
    return leaving && !killed ? Math.max(deadline - System.nanoTime(), 0) : Long.MAX_VALUE;
  }

  long age(long now) {
    return now - begun;
  }

  WorkerStats stats() {
    WorkerBoard.Count count = board.count();
    long pid = started && startFailure == null ? child.pid() : 0;
    return new WorkerStats(
        pid,
        name,
        generation.number(),
        killed ? WorkerState.DRAINING : board.state(),
        count.accepted(),
        count.active(),
        count.completed(),
        count.failed(),
        board.memory());
  }

  // ---- ending -----------------------------------------------------------------------------------

  /**
   * Tells it to accept no more, to finish what it has and to end.
   *
   * @param backlog whether it accepts what waits in the kernel first
   * @param until when it is killed
   */
  void leave(boolean backlog, long until) {
    if (leaving) {
      deadline = Math.min(deadline - until, 0) + until;
      return;
    }
    leaving = true;
    deadline = until;
    board.drain(backlog);
    stop.set();
  }

  /** Kills it as planned: it has no connections, or no time left for them. */
  void dismiss() {
    leaving = true;
    kill();
  }

  /** Kills it for what it did; counts as a death unless it was leaving anyway. */
  void killFor(String reason) {
    if (killedFor == null) {
      killedFor = reason;
    }
    kill();
  }

  boolean isKilled() {
    return killed;
  }

  /** As soon as its start is over; the supervisor looks again then. */
  private void kill() {
    killed = true;
    finishKill();
  }

  /** Kills one that was to be killed while it was being started. */
  void finishKill() {
    if (killed && started && startFailure == null && child.isAlive()) {
      child.kill();
    }
  }

  @Override
  public String toString() {
    return child.toString();
  }

  @Override
  public void close() {
    board.close();
    stop.close();
  }
}
