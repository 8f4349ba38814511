package dev.procession.pool;

import dev.procession.internal.proc.ChildDeath;
import dev.procession.internal.proc.ChildSockets;
import dev.procession.internal.proc.ControlMessage;
import dev.procession.internal.proc.JvmChild;
import dev.procession.internal.ship.ClassDesk;
import dev.procession.internal.wire.ErrorCodec;
import dev.procession.internal.wire.ForeignLoaders;
import dev.procession.internal.wire.FrameReader;
import dev.procession.internal.wire.WireInput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that owns all state of a pool: which workers there are, what they hold, what
 * waits.
 *
 * <p>Everything that happens comes to it as a command in the {@link #inbox} (a chunk to run, a
 * cancellation, a child's report or death), as a message on a worker's socket, or as a timer. It
 * never waits for anything but these and never runs user code, so no task, callback or slow reader
 * can stop it.
 *
 * <p>Fields are touched by this thread alone, but for those that say otherwise.
 */
final class PoolLoop implements Runnable {
  /** A JVM that has not reported by then never will. */
  private static final Duration START_LIMIT = Duration.ofMinutes(2);

  private static final System.Logger LOG = System.getLogger("dev.procession.pool");

  private final PoolConfig config;
  private final CallGate gate;

  /** Woken by any thread. */
  private final Selector selector;

  private final Timers timers = new Timers();
  private final Dispatcher dispatcher;
  private final Crew crew;

  /** Written by any thread, read by this one. */
  private final ConcurrentLinkedQueue<Runnable> inbox = new ConcurrentLinkedQueue<>();

  /** Streams in use, which end when the pool is shut down. Written and read by any thread. */
  private final Set<ItemRun> streams = ConcurrentHashMap.newKeySet();

  /** Opened by this thread when it ends; any thread may wait for it. */
  private final CountDownLatch terminated = new CountDownLatch(1);

  /** Set by this thread as its last act; then whoever posts a command does it. */
  private volatile boolean over;

  /** Workers that have been given messages since the last flush. */
  private final Set<Worker> unflushed = new LinkedHashSet<>();

  private final ByteBuffer initializer;

  /** The foreign class loader that the initializer needs, or null. */
  private final @Nullable ClassLoader initializerLoader;

  private boolean stopping;

  PoolLoop(
      PoolConfig config,
      CallGate gate,
      byte[] initializer,
      @Nullable ClassLoader initializerLoader) {
    this.config = config;
    this.gate = gate;
    this.initializer = ByteBuffer.wrap(initializer);
    this.initializerLoader = initializerLoader;
    try {
      selector = Selector.open();
    } catch (IOException e) {
      throw new UncheckedIOException("could not make a selector", e);
    }
    dispatcher = new Dispatcher(this, timers, config.killGrace());
    crew = new Crew(this, config);
  }

  /**
   * Starts the first workers, on the caller's thread so that it hears of a failure, then the loop.
   */
  void start() {
    try {
      crew.startFirst();
    } catch (RuntimeException e) {
      closeSelector();
      throw e;
    }
    Thread.ofPlatform().daemon().name("procession-" + config.name()).start(this);
  }

  // ---- any thread -------------------------------------------------------------------------------

  /** Has the loop do something. Commands of one thread are done in order. */
  void post(Runnable command) {
    inbox.add(command);
    if (over) {
      takeCommands();
    } else {
      selector.wakeup();
    }
  }

  /** Sends a chunk to some worker. */
  void run(Chunk chunk) {
    post(() -> accept(chunk));
  }

  /** Stops what is left of a call that says it is cancelled. */
  void cancel(Call call, boolean interrupt) {
    post(() -> dispatcher.cancel(call, interrupt));
  }

  /** A call is over. */
  void finished(Call call) {
    if (call instanceof ItemRun run) {
      streams.remove(run);
    }
    CallFunction function = call.function();
    if (function != null) {
      function.forget();
      post(() -> dispatcher.forget(function, crew.workers()));
    }
    if (gate.exit()) {
      selector.wakeup();
    }
  }

  /** No more calls, and no more items of streams; ends when the last is over. */
  void shutdown() {
    gate.shut();
    streams.forEach(this::endStream);
    selector.wakeup();
  }

  /**
   * Ends a stream early when the pool is shut down, so that an abandoned one keeps nothing alive.
   */
  void watchShutdown(ItemRun stream) {
    streams.add(stream);
    if (gate.isShut()) {
      endStream(stream);
    }
  }

  private void endStream(ItemRun stream) {
    stream.endEarly(
        new RejectedExecutionException("the pool was shut down while a stream of it was read"));
  }

  /** Ends as soon as possible; completes with the single tasks that never began. */
  CompletableFuture<List<Runnable>> shutdownNow() {
    shutdown();
    var neverBegun = new CompletableFuture<List<Runnable>>();
    post(() -> neverBegun.complete(stopNow()));
    return neverBegun;
  }

  CountDownLatch terminated() {
    return terminated;
  }

  List<Long> pids() {
    return crew.pids();
  }

  // ---- the loop ---------------------------------------------------------------------------------

  @Override
  public void run() {
    try {
      while (!isOver()) {
        awaitEvents();
        takeCommands();
        takeMessages();
        timers.fire();
        crew.replaceMissing();
        dispatcher.dispatch();
        if (gate.idleForEver()) {
          crew.dismissAll();
        }
        flush();
      }
    } catch (IOException | RuntimeException | Error e) {
      collapse(e);
    } finally {
      stopping = true;
      over = true;
      try {
        dispatcher.failWaiting(this::endError);
        takeCommands();
      } finally {
        closeSelector();
        terminated.countDown();
      }
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

  private void awaitEvents() throws IOException {
    if (inbox.isEmpty()) {
      selector.select(timers.millisToNext());
    } else {
      selector.selectNow();
    }
  }

  /** Synchronized for the time after the end only, when there is no single thread any more. */
  private synchronized void takeCommands() {
    for (Runnable command = inbox.poll(); command != null; command = inbox.poll()) {
      command.run();
    }
  }

  private void takeMessages() {
    for (SelectionKey key : selector.selectedKeys()) {
      Worker worker = (Worker) key.attachment();
      if (key.isValid() && key.isWritable()) {
        unflushed.add(worker);
      }
      takeMessages(worker);
    }
    selector.selectedKeys().clear();
  }

  private void takeMessages(Worker worker) {
    WorkerLink link = worker.link;
    if (link == null || worker.garbled) {
      return;
    }
    try {
      for (FrameReader.Frame frame = receive(worker, link);
          frame != null;
          frame = receive(worker, link)) {
        take(worker, frame);
      }
    } catch (IOException | BufferUnderflowException | IllegalArgumentException e) {
      ignore(worker, link);
      quarrel(worker, e);
    }
  }

  private FrameReader.@Nullable Frame receive(Worker worker, WorkerLink link) throws IOException {
    try {
      return link.receive();
    } catch (OutOfMemoryError e) {
      ignore(worker, link);
      dispatcher.loseResults(worker, e);
      quarrel(worker, e);
      return null;
    }
  }

  /** A message was lost, so what follows cannot be understood. */
  private static void ignore(Worker worker, WorkerLink link) {
    worker.garbled = true;
    link.ignore();
  }

  private void take(Worker worker, FrameReader.Frame frame) throws IOException {
    var in = new WireInput(frame.payload());
    switch (frame.type()) {
      case Protocol.READY -> {
        crew.onReady(worker);
        dispatcher.place(worker);
      }
      case Protocol.INITIALIZER_FAILED -> {
        crew.onDoom();
        long pid = worker.pid();
        Thread.ofVirtual().name("procession-initializer").start(() -> breakFor(in, pid));
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
        if (worker.link != null) {
          worker.link.flush();
        }
      } catch (IOException e) {
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

  // ---- commands, on the loop's thread -----------------------------------------------------------

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

  /** Why nothing runs any more. A new exception for each item. */
  private RuntimeException endError() {
    PoolBrokenException broken = crew.broken();
    return broken == null ? stopped() : broken.again();
  }

  CancellationException stopped() {
    return new CancellationException("the pool was stopped: pool=" + config.name());
  }

  /** A child has reported. */
  void onReported(Worker worker, ChildSockets sockets) {
    if (worker.state == Worker.State.DEAD || over) {
      JvmChild.close(sockets);
      return;
    }
    try {
      var link = new SocketLink(sockets, selector, worker);
      worker.link = link;
      worker.state = Worker.State.INITIALIZING;
      int loader = ClassDesk.instance().number(initializerLoader);
      worker.openClasses(loader, link);
      ByteBuffer number = ByteBuffer.allocate(4).putInt(loader).flip();
      link.send(Protocol.INITIALIZE, number, initializer.duplicate());
      unflushed.add(worker);
      if (stopping || gate.idleForEver()) {
        crew.dismiss(worker);
      }
    } catch (IOException e) {
      JvmChild.close(sockets);
      quarrel(worker, e);
    }
  }

  /** A child has been reaped. What it sent before its death is still in the socket. */
  void onDeath(Worker worker, ChildDeath death) {
    if (over) {
      worker.child.release();
      return;
    }
    takeMessages(worker);
    boolean wasUp = crew.onDeath(worker);
    dispatcher.onDeath(worker, death);
    worker.child.release();
    if (stopping || crew.broken() != null) {
      dispatcher.failWaiting(this::endError);
    } else if (!wasUp && crew.givesUp()) {
      breakPool(
          new PoolBrokenException(
              death.describe("workers cannot be started: pool=" + config.name()), null));
    }
  }

  void breakPool(PoolBrokenException error) {
    gate.shatter(error);
    crew.breakUp(error);
    dispatcher.stopAll();
    dispatcher.failWaiting(this::endError);
    crew.dismissAll();
  }

  // ---- for the dispatcher and the crew ----------------------------------------------------------

  void flushLater(Worker worker) {
    unflushed.add(worker);
  }

  void control(Worker worker, ControlMessage message) {
    try {
      if (worker.link != null) {
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
    JvmChild child = worker.child;
    Thread.ofVirtual().name("procession-killer").start(child::killTree);
  }

  /** Lets a worker finish what it holds and then end; another takes its place. */
  void retire(Worker worker) {
    crew.dismiss(worker);
    dispatcher.place(worker);
  }

  Timers.Timer later(Duration delay, Runnable action) {
    return timers.after(delay, action);
  }

  void expectEnd(Worker worker) {
    crew.expectEnd(worker);
  }

  static Duration startLimit() {
    return START_LIMIT;
  }

  private void closeSelector() {
    try {
      selector.close();
    } catch (IOException nothingMoreToDo) {
      // The descriptors are released in any case.
    }
  }
}
