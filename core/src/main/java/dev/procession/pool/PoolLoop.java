package dev.procession.pool;

import dev.procession.ProcessionException;
import dev.procession.internal.proc.ChildDeath;
import dev.procession.internal.proc.ControlMessage;
import dev.procession.internal.proc.SharedThings;
import dev.procession.internal.ship.ClassDesk;
import dev.procession.internal.shm.Bell;
import dev.procession.internal.shm.DamagedSegmentException;
import dev.procession.internal.shm.ParcelShelf;
import dev.procession.internal.wire.ErrorCodec;
import dev.procession.internal.wire.ForeignLoaders;
import dev.procession.internal.wire.FrameReader;
import dev.procession.internal.wire.WireInput;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Owns all state of a pool: which workers there are, what they hold, what waits.
 *
 * <p>Everything that happens comes to it as a command (a chunk to run, a cancellation, a child's
 * report or death), as a message of a worker, or as a timer. A {@linkplain #round() round} deals
 * with all of that; it never waits and never runs user code, so no task, callback or slow reader
 * can stop the loop. One thread at a time does a round, see {@link Turns}.
 *
 * <p>Fields are touched by who has the turn, but for those that say otherwise.
 */
final class PoolLoop implements Turns.Rounds {
  /** A JVM that has not reported by then never will. */
  private static final Duration START_LIMIT = Duration.ofMinutes(2);

  private static final System.Logger LOG = System.getLogger("dev.procession.pool");

  private final PoolConfig config;
  private final CallGate gate;

  /** Rung by any thread, and by workers. */
  private final Bell bell;

  private final Turns turns;

  /** How the pool is doing. */
  private final Insight insight;

  private final Timers timers = new Timers();
  private final Dispatcher dispatcher;
  private final Crew crew;

  /** Calls of many items that are not over. Written and read by any thread. */
  private final Set<ItemRun> runs = ConcurrentHashMap.newKeySet();

  /** Opened at the end; any thread may wait for it. */
  private final CountDownLatch terminated = new CountDownLatch(1);

  /** Completes the futures of tasks. Used by the loop. */
  private final Completer completer = new Completer(timers);

  /** Workers that have been given messages since the last flush. */
  private final Set<Worker> unflushed = new LinkedHashSet<>();

  /** Where large arguments go. Used by any thread. */
  private final ParcelShelf arguments = new ParcelShelf(false);

  /** Lets go of what is kept for large values. */
  private final Tidying tidying;

  private final ByteBuffer initializer;

  /** The foreign class loader that the initializer needs, or null. */
  private final @Nullable ClassLoader initializerLoader;

  private boolean stopping;

  /** What went wrong in a round, which was the last one. */
  private @Nullable Throwable failure;

  PoolLoop(
      PoolConfig config,
      CallGate gate,
      byte[] initializer,
      @Nullable ClassLoader initializerLoader) {
    this.config = config;
    this.gate = gate;
    this.initializer = ByteBuffer.wrap(initializer);
    this.initializerLoader = initializerLoader;
    bell = new Bell(SharedThings.create(Bell.plan(config.name())));
    insight = new Insight(config, bell.board());
    turns = new Turns(config.name(), bell, this);
    dispatcher = new Dispatcher(this, timers, config.killGrace());
    crew = new Crew(this, config);
    tidying = new Tidying(this, arguments, crew);
  }

  /**
   * Starts the first workers, on the caller's thread so that it hears of a failure, then the loop.
   */
  void start() {
    boolean started = false;
    try {
      // With the turn, since a child that dies at once is heard of on another thread.
      turns.start(crew::startFirst);
      started = true;
    } finally {
      if (!started) {
        giveUpStart();
      }
    }
    OpenPools.add(gate);
    insight.opened();
  }

  /** There are no processes or no threads to be had; what has been started is stopped. */
  private void giveUpStart() {
    turns.end();
    crew.killAll();
    turns.takeCommands();
    arguments.close();
    bell.close();
  }

  // ---- any thread -------------------------------------------------------------------------------

  /**
   * To be called before anything is done for a caller, who may be at the end of its stack.
   *
   * @throws StackOverflowError if it is
   */
  void requireStack() {
    turns.requireStack();
  }

  /** Has something done with the turn. */
  void post(Runnable command) {
    turns.post(command);
  }

  /** Looks for results in place of the loop's own thread, until they are there or it takes long. */
  void assist(BooleanSupplier done) {
    turns.assist(done);
  }

  /** Sends a chunk to some worker, for a caller who has {@linkplain #requireStack stack}. */
  void run(Chunk chunk) {
    turns.postHere(() -> accept(chunk));
  }

  /** Where large arguments go. */
  ParcelShelf arguments() {
    return arguments;
  }

  /** A large argument is about to be sent. */
  void carries() {
    if (tidying.isNews()) {
      post(tidying::used);
    }
  }

  /** Stops what is left of a call that says it is cancelled. */
  void cancel(Call call, boolean interrupt) {
    post(() -> dispatcher.cancel(call, interrupt));
  }

  /** A call is over. */
  void finished(Call call) {
    if (call instanceof ItemRun run) {
      runs.remove(run);
    }
    CallFunction function = call.function();
    if (function != null && !function.isKept()) {
      function.forget();
      post(() -> dispatcher.forget(function, crew.workers()));
    }
    if (gate.exit()) {
      turns.call();
    }
  }

  /** No more calls, and no more items of streams; ends when the last is over. */
  void shutdown() {
    gate.shut();
    runs.forEach(this::endStream);
    turns.call();
  }

  /** A call of many items begins. */
  void started(ItemRun run) {
    runs.add(run);
    if (gate.isShut()) {
      endStream(run);
    }
  }

  /**
   * Ends a stream early when the pool is shut down, so that an abandoned one keeps nothing alive.
   */
  private void endStream(ItemRun run) {
    if (run.isStream()) {
      run.endEarly(
          new RejectedExecutionException("the pool was shut down while a stream of it was read"));
    }
  }

  /** Cancels what has not begun; completes with the single tasks among that. */
  CompletableFuture<List<Runnable>> cancelWaiting() {
    var neverBegun = new CompletableFuture<List<Runnable>>();
    post(() -> neverBegun.complete(dropWaiting()));
    return neverBegun;
  }

  /** Completes with whether a worker runs something of this call. */
  CompletableFuture<Boolean> isRunning(Call call) {
    var answer = new CompletableFuture<Boolean>();
    post(() -> answer.complete(dispatcher.isRunning(call)));
    return answer;
  }

  /** Ends as soon as possible; completes with the single tasks that never began. */
  CompletableFuture<List<Runnable>> shutdownNow() {
    shutdown();
    var neverBegun = new CompletableFuture<List<Runnable>>();
    post(() -> neverBegun.complete(stopNow()));
    return neverBegun;
  }

  /**
   * Ends all workers by a signal, whatever they run. What waits is cancelled; what runs fails as it
   * does when a worker dies.
   */
  void endWorkers(boolean kill) {
    shutdown();
    post(() -> endWorkersNow(kill));
  }

  Completer completer() {
    return completer;
  }

  CountDownLatch terminated() {
    return terminated;
  }

  List<Long> pids() {
    return crew.pids();
  }

  /** How the pool is doing. */
  PoolStats stats() {
    try {
      return insight.stats();
    } catch (DamagedSegmentException scribbled) {
      // Some worker has written where it must not; the pool knows it all by heart.
      var written = new CompletableFuture<Boolean>();
      post(() -> written.complete(insight.rewrite()));
      written.join();
      return insight.stats();
    }
  }

  // ---- the loop ---------------------------------------------------------------------------------

  /** A round; if that was the last one, or goes wrong, the end of the loop. */
  @Override
  public void round() {
    try {
      if (failure == null) {
        dealWithEverything();
        if (!isOver()) {
          return;
        }
      }
    } catch (RuntimeException | Error e) {
      failure = e;
    }
    if (failure != null) {
      if (!turns.isOwnThread()) {
        // The end waits for deaths, of which this thread may be the one to tell.
        turns.call();
        return;
      }
      try {
        collapse(failure);
      } catch (RuntimeException | Error e) {
        // The end comes all the same: everybody waits for that.
        LOG.log(System.Logger.Level.ERROR, "the pool could not be ended: " + config.name(), e);
      }
    }
    stopping = true;
    try {
      dispatcher.failWaiting(this::endError);
    } finally {
      turns.end();
    }
  }

  private void dealWithEverything() {
    turns.takeCommands();
    takeMessages();
    timers.fire();
    crew.replaceMissing();
    dispatcher.dispatch();
    if (crew.mayGrow()) {
      crew.grow(dispatcher.unserved());
    }
    if (gate.idleForEver()) {
      crew.dismissAll();
    }
    flush();
  }

  @Override
  public long next() {
    return timers.next();
  }

  @Override
  public int numbers() {
    return crew.numbers();
  }

  @Override
  public void ended() {
    try {
      turns.exclusively(insight::close);
      bell.close();
      turns.takeCommands();
      arguments.close();
      OpenPools.remove(gate);
      if (failure == null) {
        crew.leaveSpares();
      }
      completer.awaitDone(Timers.nanos(config.killGrace()));
    } finally {
      terminated.countDown();
    }
  }

  /** A defect of the pool itself, or no memory left for it. Nobody is left waiting. */
  private void collapse(Throwable why) {
    stopping = true;
    try {
      breakPool(new PoolBrokenException("the pool failed inside: " + why, why));
    } finally {
      try {
        dispatcher.failHeld(this::endError);
      } finally {
        crew.killAll();
      }
    }
    LOG.log(System.Logger.Level.ERROR, "the pool failed: pool=" + config.name(), why);
  }

  private boolean isOver() {
    return gate.isShut() && crew.isGone() && (stopping || gate.idleForEver());
  }

  private void takeMessages() {
    bell.answer(crew.numbers(), this::takeMessages);
  }

  /** A worker has something to read, or room again for what waits for it. */
  private void takeMessages(int number) {
    Worker worker = crew.worker(number);
    if (worker != null) {
      unflushed.add(worker);
      takeMessages(worker);
    }
  }

  private void takeMessages(Worker worker) {
    try {
      for (FrameReader.Frame frame = receive(worker); frame != null; frame = receive(worker)) {
        take(worker, frame);
      }
    } catch (IOException
        | BufferUnderflowException
        | IllegalArgumentException
        | DamagedSegmentException e) {
      // A message was lost, so what follows cannot be understood.
      worker.link.ignore();
      quarrel(worker, e);
    }
  }

  private FrameReader.@Nullable Frame receive(Worker worker) throws IOException {
    try {
      return worker.link.receive();
    } catch (OutOfMemoryError e) {
      worker.link.ignore();
      dispatcher.loseResults(worker, e);
      quarrel(worker, e);
      return null;
    }
  }

  private void take(Worker worker, FrameReader.Frame frame) throws IOException {
    var in = new WireInput(frame.payload());
    switch (frame.type()) {
      case Protocol.READY -> {
        if (worker.state == Worker.State.STARTING) {
          worker.isReadyEarly = true;
        } else {
          onReady(worker);
        }
      }
      case Protocol.INITIALIZER_FAILED -> {
        crew.onDoom();
        long pid = worker.pid();
        PromptThreads.start("procession-initializer", () -> breakFor(in, pid));
      }
      case Protocol.RESULTS -> dispatcher.onResults(worker, in);
      default -> throw new IOException("unknown message: type=" + frame.type());
    }
  }

  /** Reads why the initializer failed, which is user code, on a thread of its own. */
  private void breakFor(WireInput error, long pid) {
    Throwable cause;
    try {
      ClassLoader foreign = initializerLoader;
      cause = ErrorCodec.read(error, ForeignLoaders.orLocal(foreign));
    } catch (Error e) {
      // Such as a lack of memory; the pool is broken all the same.
      cause = e;
    }
    String message =
        "the initializer failed: pool=" + config.name() + ", error=" + ErrorCodec.describe(cause);
    var broken = new PoolBrokenException(message, RemoteStack.marked(cause, pid));
    post(() -> breakPool(broken));
  }

  private void flush() {
    for (Worker worker : unflushed) {
      try {
        worker.link.flush();
      } catch (IOException | DamagedSegmentException e) {
        quarrel(worker, e);
      }
    }
    unflushed.clear();
  }

  /** A worker that cannot be talked to is killed; its death, which follows, does the rest. */
  private void quarrel(Worker worker, Throwable why) {
    LOG.log(System.Logger.Level.DEBUG, "killing worker " + worker.pid(), why);
    crew.condemn(worker);
    dispatcher.place(worker);
    worker.child.kill();
  }

  // ---- commands, by who has the turn ------------------------------------------------------------

  private void accept(Chunk chunk) {
    if (stopping || crew.broken() != null) {
      chunk.failAll(this::endError);
      if (chunk.call instanceof ItemRun run) {
        run.endEarly(endError());
      }
    } else {
      dispatcher.add(chunk);
    }
  }

  private List<Runnable> stopNow() {
    if (stopping) {
      return List.of();
    }
    stopping = true;
    dispatcher.stopAll();
    List<Runnable> neverBegun = dispatcher.failWaiting(this::endError);
    crew.dismissAll();
    return neverBegun;
  }

  private void endWorkersNow(boolean kill) {
    stopping = true;
    dispatcher.takeBackAll();
    dispatcher.failWaiting(this::endError);
    crew.endAll(kill);
  }

  private List<Runnable> dropWaiting() {
    runs.forEach(run -> run.endEarly(notBegun()));
    dispatcher.takeBackAll();
    return dispatcher.failWaiting(this::notBegun);
  }

  private CancellationException notBegun() {
    return new CancellationException("cancelled before it had begun: pool=" + config.name());
  }

  /** Why nothing runs any more. A new exception for each item. */
  RuntimeException endError() {
    PoolBrokenException broken = crew.broken();
    return broken == null
        ? new CancellationException("the pool was stopped: pool=" + config.name())
        : broken.again();
  }

  /** Whether nothing runs any more because the pool is broken. */
  boolean isBroken() {
    return crew.broken() != null;
  }

  /** Tells a worker what is to be done before its first task. It may not have reported yet. */
  void initialize(Worker worker) {
    try {
      int loader = ClassDesk.instance().number(initializerLoader);
      worker.openClasses(loader);
      ByteBuffer number = ByteBuffer.allocate(4).putInt(loader).flip();
      worker.link.send(Protocol.INITIALIZE, number, initializer.duplicate());
      unflushed.add(worker);
    } catch (IOException | ProcessionException e) {
      quarrel(worker, e);
    }
  }

  /** A child has reported. Called by any thread. */
  void reported(Worker worker, WorkerTie tie) {
    turns.postOwn(() -> onReported(worker, tie));
  }

  private void onReported(Worker worker, WorkerTie tie) {
    if (worker.state == Worker.State.DEAD || turns.isOver()) {
      tie.close();
      return;
    }
    worker.link.tie(tie);
    worker.state = Worker.State.INITIALIZING;
    if (worker.isReadyEarly) {
      onReady(worker);
    }
    if (stopping || gate.idleForEver()) {
      crew.dismiss(worker);
    }
  }

  private void onReady(Worker worker) {
    crew.onReady(worker);
    dispatcher.place(worker);
  }

  /** A child has been reaped. What it sent before its death is still in the socket. */
  void onDeath(Worker worker, ChildDeath death) {
    if (turns.isOver()) {
      // It may have been adopted after the end.
      worker.link.close();
      worker.child.release();
      return;
    }
    takeMessages(worker);
    insight.workerEnded(worker, death, stopping || crew.isDismissed());
    boolean wasUp = crew.onDeath(worker, death);
    dispatcher.onDeath(worker, death);
    worker.child.release();
    if (stopping || crew.broken() != null) {
      dispatcher.failWaiting(this::endError);
    } else if (!wasUp && crew.givesUp()) {
      breakPool(cannotStart(worker, death));
    }
  }

  private PoolBrokenException cannotStart(Worker worker, ChildDeath death) {
    String fact = "workers cannot be started: pool=" + config.name();
    Throwable refusal = worker.refusal;
    return refusal == null
        ? new PoolBrokenException(death.describe(fact), null)
        : new PoolBrokenException(fact + ", error=" + refusal.getMessage(), refusal);
  }

  void breakPool(PoolBrokenException error) {
    gate.shatter(error);
    crew.breakUp(error);
    dispatcher.stopAll();
    dispatcher.failWaiting(this::endError);
    crew.dismissAll();
  }

  // ---- for the dispatcher and the crew ----------------------------------------------------------

  /** How many workers there are, but at least one. */
  int workersUp() {
    return Math.max(1, crew.size());
  }

  /** What workers ring. */
  Bell bell() {
    return bell;
  }

  Insight insight() {
    return insight;
  }

  /** Large results of a worker have been taken over. */
  void carried(Worker worker) {
    tidying.carried(worker);
  }

  void flushLater(Worker worker) {
    unflushed.add(worker);
  }

  void control(Worker worker, ControlMessage message) {
    if (turns.isOver()) {
      // No worker is left, and whoever does what is left over here is another thread.
      return;
    }
    if (!turns.isOwnThread()) {
      turns.postOwn(() -> control(worker, message));
      return;
    }
    try {
      if (worker.state != Worker.State.DEAD) {
        worker.link.control(message);
      }
    } catch (IOException e) {
      quarrel(worker, e);
    }
  }

  /** Kills a worker that must not be given anything any more; another takes its place. */
  void condemn(Worker worker) {
    crew.condemn(worker);
    kill(worker);
  }

  /** Kills a worker and all processes that its tasks have started. */
  void kill(Worker worker) {
    WorkerRun child = worker.child;
    Thread.ofPlatform().daemon().name("procession-killer").start(child::killTree);
  }

  /** Lets a worker finish what it holds and then end; another takes its place. */
  void retire(Worker worker) {
    crew.dismiss(worker);
    dispatcher.place(worker);
  }

  Timers.Timer later(Duration delay, Runnable action) {
    return timers.after(delay, action);
  }

  /** Whether there are chunks that no worker has. */
  boolean isAnythingWaiting() {
    return dispatcher.isAnythingWaiting();
  }

  void rests(Worker worker) {
    crew.rests(worker);
  }

  Timers.Timer at(long nanoTime, Runnable action) {
    return timers.at(nanoTime, action);
  }

  void expectEnd(Worker worker) {
    crew.expectEnd(worker);
  }

  static Duration startLimit() {
    return START_LIMIT;
  }
}
