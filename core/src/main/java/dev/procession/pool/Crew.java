package dev.procession.pool;

import dev.procession.ChildStartException;
import dev.procession.Context;
import dev.procession.StartMethod;
import dev.procession.internal.proc.Assignment;
import dev.procession.internal.proc.ChildDeath;
import dev.procession.internal.proc.Identity;
import dev.procession.internal.proc.Launcher;
import dev.procession.internal.proc.ProcessEnd;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The worker processes of a pool: started, replaced when they die or leave, dismissed at the end.
 * Used by the loop alone, but for {@link #pids()}, and for the start of a process, which takes
 * long.
 */
final class Crew {
  private static final System.Logger LOG = System.getLogger("dev.procession.pool");

  /** Workers that die one after the other before they are ready mean that none ever will be. */
  private static final int MOST_FAILED_STARTS = 5;

  /** Another worker is tried again after this time, if there are others. */
  private static final long RETRY_NANOS = 1_000_000_000;

  /** How many pools this process has opened so far. */
  private static final AtomicInteger POOLS = new AtomicInteger();

  private final PoolLoop loop;
  private final PoolConfig config;

  /** All processes that have not been reaped. */
  private final Set<Worker> workers = new LinkedHashSet<>();

  /** The same by their numbers; null where there is none yet, or none any more. */
  private final List<@Nullable Worker> byNumber = new ArrayList<>();

  /** Which numbers are taken, also by those on their way. */
  private final BitSet numbers = new BitSet();

  /** Processes on their way to {@link #workers}. */
  private int starting;

  /** How many of the workers have been dismissed. */
  private int leaving;

  private int failedStarts;

  /** Whether somebody has been told that a worker is missing. */
  private boolean isShort;

  /** Whether there may be more workers than the least number. */
  private final boolean elastic;

  /** Before this time, in that of {@link System#nanoTime()}, no more workers are added. */
  private long growsFrom = System.nanoTime();

  /** Ends workers that have nothing to do; null if there can be none. */
  private Timers.@Nullable Timer idleTimer;

  private boolean dismissed;

  /** Whether an initializer has failed; until its error has been read, nothing is started. */
  private boolean doomed;

  private @Nullable PoolBrokenException broken;

  /** The workers that are up. Written by the loop, read by any thread. */
  private final CopyOnWriteArrayList<Long> pids = new CopyOnWriteArrayList<>();

  Crew(PoolLoop loop, PoolConfig config) {
    this.loop = loop;
    this.config = config;
    this.elastic = config.minWorkers() < config.workers();
  }

  // ---- starting ---------------------------------------------------------------------------------

  /**
   * Starts the least number of workers; if one cannot be started, stops the others. Called before
   * the loop runs.
   */
  void startFirst() {
    POOLS.getAndIncrement();
    var started = new ArrayDeque<Worker>();
    try {
      while (started.size() < config.minWorkers()) {
        started.add(startWorker(takeNumber()));
      }
      while (!started.isEmpty()) {
        adopt(started.remove());
      }
    } catch (RuntimeException | Error e) {
      for (Worker worker : started) {
        worker.child.discard();
        worker.link.close();
      }
      throw e;
    }
  }

  /** Starts a process that knows where its messages are. Called by any thread. */
  private Worker startWorker(int number) {
    if (ProcessEnd.hasBegun()) {
      throw new ChildStartException("this process is ending: pool=" + config.name(), null);
    }
    var link = new WorkerLink(loop.bell(), number);
    try {
      int budget = config.tasksPerWorker() == 0 ? Integer.MAX_VALUE : config.tasksPerWorker();
      return new Worker(startRun(link.introduction()), number, link, budget);
    } catch (RuntimeException | Error e) {
      link.close();
      throw e;
    }
  }

  private WorkerRun startRun(Introduction introduction) {
    Identity self = Identity.current();
    int place = self.nextChild();
    Context context = config.context();
    Identity worker = self.child(place, config.name() + "-" + place, true, context.startMethod());
    if (context.startMethod() == StartMethod.THREAD) {
      return ThreadRun.start(worker, introduction);
    }
    byte[] work = introduction.toBytes();
    return new JvmRun(
        Launcher.start(context, Assignment.of(WorkerBody.class, child -> work, worker)));
  }

  /**
   * Starts as many as are missing, on other threads, since a start takes milliseconds; later, if
   * one could not be started just now.
   */
  void replaceMissing() {
    if (dismissed || doomed || broken != null || System.nanoTime() - growsFrom < 0) {
      return;
    }
    while (live() < config.minWorkers()) {
      startSoon();
    }
  }

  private void startSoon() {
    starting++;
    int number = takeNumber();
    Thread.ofPlatform().daemon().name("procession-starter").start(() -> startOne(number));
  }

  /** How many there are or are about to be, without those that are about to go. */
  private int live() {
    return workers.size() - leaving + starting;
  }

  // ---- size that follows the work ---------------------------------------------------------------

  /** Whether {@link #grow} could do anything. */
  boolean mayGrow() {
    return elastic
        && live() < config.workers()
        && !dismissed
        && !doomed
        && broken == null
        && System.nanoTime() - growsFrom >= 0;
  }

  /** Starts as many workers as have something to do at once, less those that are on their way. */
  void grow(int unserved) {
    int wanted = unserved - starting;
    for (Worker worker : workers) {
      if (worker.state == Worker.State.STARTING || worker.state == Worker.State.INITIALIZING) {
        wanted--;
      }
    }
    for (int room = config.workers() - live(); wanted > 0 && room > 0; wanted--, room--) {
      startSoon();
    }
  }

  /** A worker could not be started: if others do the work, that is no hurry and no catastrophe. */
  private void countFailedStart(String why) {
    if (!pids.isEmpty()) {
      if (!isShort) {
        isShort = true;
        LOG.log(
            System.Logger.Level.WARNING,
            "a worker could not be started, it is tried again each second: pool={0}: {1}",
            config.name(),
            why);
      }
      growsFrom = System.nanoTime() + RETRY_NANOS;
      loop.later(Duration.ofNanos(RETRY_NANOS), () -> {});
    } else {
      failedStarts++;
    }
  }

  /** A worker has nothing to do from now on. */
  void rests(Worker worker) {
    if (elastic && !dismissed) {
      worker.idleSince = System.nanoTime();
      if (idleTimer == null) {
        idleTimer = loop.later(config.idleTimeout(), this::endIdle);
      }
    }
  }

  /** Ends those that have had nothing to do for long, and looks again when the next may have. */
  private void endIdle() {
    idleTimer = null;
    if (loop.isAnythingWaiting()) {
      // Those who rest are about to get it, and set the timer when they rest again.
      return;
    }
    long now = System.nanoTime();
    long limit = Timers.nanos(config.idleTimeout());
    long next = Long.MAX_VALUE;
    for (Worker worker : List.copyOf(workers)) {
      if (live() > config.minWorkers() && worker.state == Worker.State.READY && worker.held == 0) {
        long left = limit - (now - worker.idleSince);
        if (left <= 0) {
          loop.retire(worker);
        } else {
          next = Math.min(next, left);
        }
      }
    }
    if (next < Long.MAX_VALUE && live() > config.minWorkers()) {
      idleTimer = loop.later(Duration.ofNanos(next), this::endIdle);
    }
  }

  private void startOne(int number) {
    try {
      Worker worker = startWorker(number);
      worker.isReplacement = true;
      loop.post(
          () -> {
            starting--;
            adopt(worker);
          });
    } catch (RuntimeException | Error e) {
      loop.post(
          () -> {
            starting--;
            numbers.clear(number);
            countFailedStart(String.valueOf(e.getMessage()));
            if (givesUp()) {
              loop.breakPool(
                  new PoolBrokenException("workers cannot be started: " + e.getMessage(), e));
            }
          });
    }
  }

  /** Has others stand by for the next who are started in the same way. */
  private void refillSpares() {
    try {
      Launcher.refill(config.context(), WorkerBody.class);
    } catch (RuntimeException e) {
      // The next start tells what is wrong.
    }
  }

  /**
   * The pool has ended in order. A program that opens one pool needs nobody to stand by for the
   * next; one that has opened two will open three.
   */
  void leaveSpares() {
    if (POOLS.get() > 1 && broken == null) {
      refillSpares();
    }
  }

  private void adopt(Worker worker) {
    workers.add(worker);
    byNumber.set(worker.number, worker);
    loop.insight().workerStarted(worker);
    WorkerRun child = worker.child;
    child
        .reported()
        .whenComplete(
            (tie, failure) -> {
              if (tie != null) {
                loop.reported(worker, tie);
              } else {
                Throwable why = failure.getCause() == null ? failure : failure.getCause();
                loop.post(() -> worker.refusal = why);
              }
            });
    child.onDeath().thenAccept(death -> loop.post(() -> loop.onDeath(worker, death)));
    worker.startTimer = loop.later(PoolLoop.startLimit(), () -> giveUpOn(worker));
    loop.initialize(worker);
    if (dismissed) {
      dismiss(worker);
    }
  }

  /** Those of the dead are used again, so that the bell has few to look through. */
  private int takeNumber() {
    int free = numbers.nextClearBit(0);
    numbers.set(free);
    if (free == byNumber.size()) {
      byNumber.add(null);
    }
    return free;
  }

  private void giveUpOn(Worker worker) {
    if (worker.state == Worker.State.STARTING) {
      worker.condemned = true;
      worker.child.kill();
    }
  }

  // ---- events -----------------------------------------------------------------------------------

  void onReady(Worker worker) {
    failedStarts = 0;
    isShort = false;
    if (worker.state == Worker.State.INITIALIZING) {
      worker.state = Worker.State.READY;
    }
    loop.insight().workerReady(worker);
    pids.add(worker.pid());
    if (worker.isReplacement) {
      // Not before: what starts takes processors from the one that everybody waits for.
      PromptThreads.start("procession-spares-refill", this::refillSpares);
    }
  }

  /** Forgets a worker; says whether it ever was ready. */
  boolean onDeath(Worker worker, ChildDeath death) {
    boolean wasUp = pids.remove(worker.pid());
    if (worker.state == Worker.State.LEAVING) {
      leaving--;
    } else if (!wasUp && !dismissed) {
      countFailedStart(death.describe("it ended before it was ready"));
    }
    worker.state = Worker.State.DEAD;
    workers.remove(worker);
    byNumber.set(worker.number, null);
    numbers.clear(worker.number);
    Timers.cancel(worker.startTimer);
    Timers.cancel(worker.endTimer);
    worker.link.close();
    worker.results.close();
    return wasUp;
  }

  boolean givesUp() {
    return failedStarts >= MOST_FAILED_STARTS && broken == null && !doomed;
  }

  /** Starts nothing any more: the pool is about to break. */
  void onDoom() {
    doomed = true;
  }

  void breakUp(PoolBrokenException error) {
    if (broken == null) {
      broken = error;
    }
  }

  // ---- stopping ---------------------------------------------------------------------------------

  /** Tells all workers to end, once; those that start later end as well. */
  void dismissAll() {
    if (!dismissed) {
      dismissed = true;
      List.copyOf(workers).forEach(this::dismiss);
    }
  }

  /**
   * Tells a worker to end when it has done what it holds. Once it holds nothing, it has the grace
   * period before it is killed; one that has not even reported is killed at once.
   */
  void dismiss(Worker worker) {
    if (worker.state == Worker.State.STARTING) {
      worker.child.kill();
      return;
    }
    if (worker.state == Worker.State.LEAVING) {
      return;
    }
    worker.state = Worker.State.LEAVING;
    leaving++;
    worker.link.send(Protocol.STOP);
    loop.flushLater(worker);
    expectEnd(worker);
  }

  /** Gives a worker the grace period to end, if it is to leave and holds nothing any more. */
  void expectEnd(Worker worker) {
    if (worker.state == Worker.State.LEAVING && worker.held == 0 && worker.endTimer == null) {
      worker.endTimer = loop.later(config.killGrace(), () -> loop.kill(worker));
    }
  }

  /** Counts a worker as gone that is about to be killed. */
  void condemn(Worker worker) {
    worker.condemned = true;
    leave(worker);
  }

  private void leave(Worker worker) {
    if (worker.state == Worker.State.READY) {
      worker.state = Worker.State.LEAVING;
      leaving++;
    }
  }

  /** Ends all workers by a signal, once and for all; those that do not obey are killed. */
  void endAll(boolean kill) {
    dismissed = true;
    for (Worker worker : List.copyOf(workers)) {
      worker.signalled = true;
      leave(worker);
      if (kill) {
        loop.kill(worker);
      } else if (worker.state == Worker.State.STARTING) {
        // It could not end in order, since it does not know yet who it is.
        worker.child.kill();
      } else {
        worker.child.terminate();
        if (worker.endTimer == null) {
          worker.endTimer = loop.later(config.killGrace(), () -> loop.kill(worker));
        }
      }
    }
  }

  void killAll() {
    dismissed = true;
    workers.forEach(worker -> worker.child.kill());
    for (Worker worker : workers) {
      // Its slot is given back when the loop hears of its death, as ever.
      worker.child.onDeath().join();
      worker.link.close();
      worker.results.close();
    }
    workers.clear();
  }

  // ---- questions --------------------------------------------------------------------------------

  /** Whether all workers have been told to end. */
  boolean isDismissed() {
    return dismissed;
  }

  /** All numbers of workers are below this. */
  int numbers() {
    return byNumber.size();
  }

  /** The worker that has a number now, if there is one. */
  @Nullable Worker worker(int number) {
    return number < byNumber.size() ? byNumber.get(number) : null;
  }

  /** How many processes there are. */
  int size() {
    return workers.size();
  }

  Iterable<Worker> workers() {
    return workers;
  }

  boolean isGone() {
    return workers.isEmpty() && starting == 0;
  }

  @Nullable PoolBrokenException broken() {
    return broken;
  }

  /** Called by any thread. */
  List<Long> pids() {
    return List.copyOf(pids);
  }
}
