package dev.procession.server;

import dev.procession.NotSendableException;
import dev.procession.sync.SharedSemaphore;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a server in workers: one thread that owns all there is to decide. What happens elsewhere,
 * such as the end of a process, an order from the program or a word of a worker, rings its bell;
 * then it looks at everything again. So there are no events to miss, only facts to look at.
 *
 * <p>Two rules decide who stays. There are to be as many <em>keepers</em> as workers are wanted:
 * those of the current generation that do not wish to leave. As soon as so many of that generation
 * serve, all others are told to leave, first of all those that wish to. Recycling, reloads and
 * changes of size follow from these two.
 */
final class Supervisor implements Engine {
  private static final System.Logger LOG = System.getLogger("dev.procession.server");
  private static final long LONGEST_SLEEP = Duration.ofSeconds(5).toNanos();
  private static final long SHORTEST_SLEEP = Duration.ofMillis(10).toNanos();
  private static final int LOOKS_PER_HEARTBEAT = 4;

  private final Listening listening;
  private final String name;
  private final SharedSemaphore bell;
  private final Roster roster = new Roster();
  private final Queue<Runnable> orders = new ConcurrentLinkedQueue<>();
  private final CompletableFuture<@Nullable Void> over = new CompletableFuture<>();

  private final Object lock = new Object();

  /** Guarded by the lock: the bell is not rung after it has been closed. */
  private boolean closed;

  /** Written by a shutdown hook. */
  private volatile boolean abandoned;

  // From here on all is the supervisor's thread's.

  private final RestartLimit deaths = new RestartLimit();
  private final List<Generation> generations = new ArrayList<>();

  /** The generation that serves; null before the first one does. */
  private @Nullable Generation current;

  /** One that gets ready to take its place; null for none. */
  private @Nullable Generation incoming;

  private long lastWorker;
  private long lastGeneration;
  private long lastLook = System.nanoTime();
  private boolean stopping;
  private @Nullable RuntimeException failure;

  Supervisor(Listening listening, ServerSettings settings) {
    this.listening = listening;
    this.name = settings.name;
    // Rings of a worker that has died meanwhile count.
    this.bell = SharedSemaphore.create(0, c -> c.name(name + " bell").keepPermitsOfTheDead(true));
    Thread.ofPlatform().daemon().name("procession-" + name).start(this::run);
  }

  // ---- the loop ---------------------------------------------------------------------------------

  private void run() {
    try {
      while (!(stopping && roster.workers().isEmpty()) && !abandoned) {
        obey();
        reap();
        killTheStuck();
        takeOver();
        replace();
        retire();
        sleep();
      }
    } catch (Throwable e) {
      LOG.log(Level.ERROR, "the supervisor of a server has failed: name=" + name, e);
      failure = new ServerException("the supervisor has failed: name=" + name, e);
    }
    end();
  }

  /** Does what the program has asked for. */
  private void obey() {
    Runnable order;
    while ((order = orders.poll()) != null) {
      order.run();
    }
  }

  /** Takes down who has ended, and judges what that means. */
  private void reap() {
    for (WorkerProcess worker : roster.workers()) {
      if (worker.hasEnded()) {
        String end = worker.end();
        boolean unasked = !worker.isLeaving();
        roster.remove(worker);
        if (unasked) {
          misfortune(worker.generation(), end, worker.startFailure());
        }
      }
    }
    Set<Generation> used = new HashSet<>();
    roster.workers().forEach(worker -> used.add(worker.generation()));
    generations.removeIf(
        one -> {
          boolean past = one != current && one != incoming && !used.contains(one);
          if (past) {
            // Of no meaning if it has served, or has been rolled back.
            one.inPlace()
                .completeExceptionally(
                    new ServerException(
                        "another reload came before all workers of this one served: server=" + name,
                        null));
            one.close();
          }
          return past;
        });
  }

  /** A worker has died unasked, or could not be started. */
  private void misfortune(Generation generation, String end, @Nullable Throwable startFailure) {
    if (generation == incoming) {
      rollBack(generation, end, startFailure);
      return;
    }
    roster.died();
    LOG.log(Level.WARNING, "a worker has died and is replaced: " + end);
    ServerSettings settings = generation.settings();
    if (!stopping && deaths.exceededBy(System.nanoTime(), settings)) {
      fail(
          new ServerException(
              "workers die too often: server="
                  + name
                  + ", allowed="
                  + settings.mostRestarts()
                  + " in "
                  + settings.restartPeriod
                  + ", last death: "
                  + end,
              startFailure));
    }
  }

  /** Kills who gives no sign of life, does not end, or does not begin. */
  private void killTheStuck() {
    long now = System.nanoTime();
    long passed = now - lastLook;
    lastLook = now;
    for (WorkerProcess worker : roster.workers()) {
      ServerSettings settings = worker.generation().settings();
      worker.finishKill();
      long heartbeat = ServerSettings.nanos(settings.heartbeat);
      // Several looks are needed: if this thread could not run for long, others could not either.
      long silence = worker.silence(Math.min(passed, heartbeat / 2));
      if (worker.isKilled()) {
        continue;
      }
      if (worker.isOverdue(now)) {
        kill(worker, "not finished in time: drainLimit=" + settings.drainLimit);
      } else if (worker.board().isStuck()) {
        kill(worker, "a handler did not end in time: handlerLimit=" + settings.handlerLimit);
      } else if (silence > heartbeat) {
        kill(worker, "no sign of life: heartbeat=" + settings.heartbeat);
      } else if (!worker.isReady()
          && worker.age(now) > ServerSettings.nanos(settings.readyTimeout)) {
        kill(worker, "not ready in time: readyTimeout=" + settings.readyTimeout);
      }
    }
  }

  private void kill(WorkerProcess worker, String reason) {
    LOG.log(Level.WARNING, "kills a worker: " + reason + ", worker=" + worker);
    roster.killed();
    worker.killFor(reason);
  }

  /** Lets a generation serve as soon as all of it is ready. */
  private void takeOver() {
    Generation next = incoming;
    if (next == null || stopping) {
      return;
    }
    List<WorkerProcess> ready =
        roster.workers().stream().filter(w -> w.isKeeper(next) && w.isReady()).toList();
    if (ready.size() >= next.wanted()) {
      next.gate().set();
      current = next;
      incoming = null;
      roster.tookOver(next.number());
    }
  }

  /** Starts workers where there are too few. */
  private void replace() {
    for (Generation generation : List.copyOf(generations)) {
      int missing = generation.wanted() - keepers(generation).size();
      while (missing > 0 && isToServe(generation) && start(generation)) {
        missing--;
      }
    }
  }

  private boolean isToServe(Generation generation) {
    return !stopping && (generation == current || generation == incoming);
  }

  private boolean start(Generation generation) {
    WorkerProcess worker;
    String workerName = name + "-" + ++lastWorker;
    try {
      worker =
          new WorkerProcess(workerName, generation, listening.address(), listening.shared(), bell);
    } catch (RuntimeException e) {
      // No shared memory or no descriptor. With the next look it is tried again.
      misfortune(generation, "could not be started: " + e.getMessage(), e);
      return false;
    }
    roster.add(worker);
    worker.start(this::ring);
    return true;
  }

  /** Tells those to leave that are not needed any more. */
  private void retire() {
    Generation serving = current;
    if (stopping) {
      return;
    }
    for (Generation generation : generations) {
      // Too many of them after a change of size: the youngest go.
      List<WorkerProcess> keepers = keepers(generation);
      keepers.stream().skip(generation.wanted()).forEach(this::dismiss);
    }
    if (serving == null || recycle(serving) < serving.wanted()) {
      return;
    }
    boolean alone = true;
    for (WorkerProcess worker : roster.workers()) {
      if (worker.generation() != incoming && worker.generation() != serving) {
        alone &= !worker.mayAccept();
        if (!worker.isLeaving()) {
          dismiss(worker);
        }
      }
    }
    if (alone) {
      serving.inPlace().complete(null);
    }
  }

  /**
   * Tells those to leave that wish to and are not needed any more, as enough others serve. Whether
   * those wish to leave as well by now does not matter: else, where workers do so before all new
   * ones serve, there would be more and more of them. Returns how many served.
   */
  private int recycle(Generation generation) {
    List<WorkerProcess> serving =
        roster.workers().stream()
            .filter(w -> w.generation() == generation && !w.isLeaving() && w.isServing())
            .toList();
    serving.stream()
        .filter(worker -> worker.board().wishesToLeave())
        .limit(Math.max(0, serving.size() - generation.wanted()))
        .forEach(
            worker -> {
              roster.recycled();
              dismiss(worker);
            });
    return serving.size();
  }

  /** Workers of a generation that are to stay, oldest first. */
  private List<WorkerProcess> keepers(Generation generation) {
    return roster.workers().stream().filter(w -> w.isKeeper(generation)).toList();
  }

  /** Others serve in its place. Where they share the queue of connections, they have that too. */
  private void dismiss(WorkerProcess worker) {
    ServerSettings settings = worker.generation().settings();
    leave(worker, listening.shared() == null, settings.drainLimit);
  }

  private void leave(WorkerProcess worker, boolean backlog, Duration drain) {
    if (drain.isZero() || !worker.generation().gate().isSet()) {
      // It has no connections, or no time for them.
      worker.dismiss();
    } else {
      worker.leave(backlog, deadline(drain));
    }
  }

  private static long deadline(Duration drain) {
    // Some centuries of nanoseconds would be in the past.
    return System.nanoTime() + Math.min(ServerSettings.nanos(drain), Long.MAX_VALUE / 2);
  }

  /** Until the bell rings, or it is time to look at who is silent or late. */
  private void sleep() throws InterruptedException {
    long longest = LONGEST_SLEEP;
    boolean waits = stopping && roster.workers().isEmpty();
    for (WorkerProcess worker : roster.workers()) {
      ServerSettings settings = worker.generation().settings();
      longest = Math.min(longest, ServerSettings.nanos(settings.heartbeat) / LOOKS_PER_HEARTBEAT);
      if (!worker.isReady()) {
        longest =
            Math.min(longest, ServerSettings.nanos(settings.readyTimeout) / LOOKS_PER_HEARTBEAT);
      }
      longest = Math.min(longest, worker.untilOverdue());
    }
    if (!waits && orders.isEmpty()) {
      bell.tryAcquire(Duration.ofNanos(Math.max(longest, SHORTEST_SLEEP)));
    }
    while (bell.tryAcquire()) {
      // All that has rung is looked at together.
    }
  }

  // ---- orders -----------------------------------------------------------------------------------

  private void begin(Program program, CompletableFuture<@Nullable Void> done) {
    if (stopping) {
      done.completeExceptionally(closed());
      return;
    }
    if (incoming != null) {
      done.completeExceptionally(
          new IllegalStateException("a reload is under way: server=" + name + "; await its end"));
      return;
    }
    Generation next;
    try {
      next = new Generation(++lastGeneration, program);
    } catch (RuntimeException | Error e) {
      done.completeExceptionally(e);
      return;
    }
    var unused =
        next.inPlace()
            .whenComplete(
                (nothing, error) -> {
                  if (error == null) {
                    done.complete(null);
                  } else {
                    done.completeExceptionally(error);
                  }
                });
    generations.add(next);
    incoming = next;
  }

  private RuntimeException closed() {
    return failure != null
        ? failure
        : new IllegalStateException("the server is closed: name=" + name);
  }

  /** The new ones have failed: the old ones stay. */
  private void rollBack(Generation failed, String reason, @Nullable Throwable cause) {
    incoming = null;
    Generation stays = current;
    for (WorkerProcess worker : roster.workers()) {
      if (worker.generation() == failed) {
        worker.dismiss();
      }
    }
    RuntimeException error =
        cause instanceof NotSendableException notSendable
            ? notSendable
            : new ServerException(
                (stays == null
                        ? "the workers of a server could not get ready: server="
                        : "new workers could not get ready, the old ones stay: server=")
                    + name
                    + ", reason: "
                    + reason,
                cause);
    if (stays == null) {
      fail(error);
    } else {
      roster.rolledBack();
    }
    failed.inPlace().completeExceptionally(error);
  }

  private void fail(RuntimeException error) {
    failure = error;
    stopNow(Duration.ZERO);
  }

  private void stopNow(Duration drain) {
    stopping = true;
    // The workers have the socket still, and accept what has come to it.
    listening.close();
    roster.workers().forEach(worker -> leave(worker, true, drain));
  }

  private void end() {
    stopping = true;
    if (!abandoned) {
      roster.workers().forEach(WorkerProcess::dismiss);
    }
    listening.close();
    synchronized (lock) {
      closed = true;
    }
    obey();
    RuntimeException error = closed();
    generations.forEach(
        one -> {
          one.inPlace().completeExceptionally(error);
          one.close();
        });
    bell.close();
    if (failure == null) {
      over.complete(null);
    } else {
      over.completeExceptionally(failure);
    }
  }

  // ---- from other threads -----------------------------------------------------------------------

  private void ring() {
    synchronized (lock) {
      if (!closed) {
        bell.release();
      }
    }
  }

  /** Has the loop do something; false if it is over. */
  private boolean order(Runnable order) {
    synchronized (lock) {
      if (closed) {
        return false;
      }
      orders.add(order);
      bell.release();
      return true;
    }
  }

  @Override
  public CompletableFuture<@Nullable Void> over() {
    return over;
  }

  @Override
  public CompletableFuture<@Nullable Void> load(Program program) {
    var done = new CompletableFuture<@Nullable Void>();
    if (!order(() -> begin(program, done))) {
      done.completeExceptionally(closed());
    }
    return done;
  }

  @Override
  public void resize(int workers) {
    if (!order(() -> generations.forEach(one -> one.resize(workers)))) {
      throw closed();
    }
  }

  @Override
  public void stop(Duration drain) {
    order(
        () -> {
          Generation next = incoming;
          if (next != null) {
            rollBack(next, "the server is being closed", null);
          }
          stopNow(drain);
        });
  }

  @Override
  public void abandon() {
    abandoned = true;
    ring();
  }

  @Override
  public ServerStats stats() {
    return roster.stats();
  }
}
