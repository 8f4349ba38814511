package dev.procession.server;

import dev.procession.ChildProcess;
import dev.procession.NotSendableException;
import dev.procession.memory.SharedLongArray;
import dev.procession.sync.SharedEvent;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a server with a process for each connection: one thread accepts, and one for each
 * connection starts the process, gives the connection to it and waits for its end.
 */
final class ConnectionProcesses implements Engine {
  private static final System.Logger LOG = System.getLogger("dev.procession.server");

  private final Listening listening;
  private final String name;
  private final int most;
  private final SharedEvent stop;
  private final SharedLongArray beats;
  private final Semaphore places;
  private final Queue<Integer> freeNumbers = new ConcurrentLinkedQueue<>();
  private final CompletableFuture<@Nullable Void> over = new CompletableFuture<>();
  private final ConnectionCounts counts = new ConnectionCounts();
  private final AcceptLoop loop;

  /** Written with the lock, read by any thread. */
  private volatile @Nullable Loaded loaded;

  // Guarded by this.
  private final RestartLimit failures = new RestartLimit();
  private @Nullable Thread acceptor;
  private boolean stopping;
  private boolean loading;
  private long deadline;
  private @Nullable RuntimeException failure;
  private long lastConnection;

  /**
   * What connections are handled by.
   *
   * @param program handler and settings
   * @param generation its number
   */
  private record Loaded(Program program, long generation) {}

  ConnectionProcesses(Listening listening, ServerSettings settings) {
    this.listening = listening;
    this.name = settings.name;
    this.most = settings.connectionProcesses();
    this.places = new Semaphore(most);
    for (int i = 0; i < most; i++) {
      freeNumbers.add(i);
    }
    this.stop = SharedEvent.create(name + " stop");
    try {
      this.beats = SharedLongArray.create(most, c -> c.name(name + " beats"));
    } catch (RuntimeException | Error e) {
      stop.close();
      throw e;
    }
    this.loop =
        new AcceptLoop(
            Objects.requireNonNull(listening.shared()),
            settings.backlog,
            new AcceptLoop.Waiter() {
              @Override
              public void take() throws InterruptedException {
                places.acquire();
              }

              @Override
              public void give() {
                places.release();
              }
            },
            this::begin);
  }

  // ---- loading ----------------------------------------------------------------------------------

  @Override
  public CompletableFuture<@Nullable Void> load(Program program) {
    var done = new CompletableFuture<@Nullable Void>();
    synchronized (this) {
      if (stopping) {
        done.completeExceptionally(closed());
        return done;
      }
      if (loading) {
        done.completeExceptionally(
            new IllegalStateException("a reload is under way: server=" + name + "; await its end"));
        return done;
      }
      loading = true;
    }
    thread("load", () -> load(program, done)).start();
    return done;
  }

  private void load(Program program, CompletableFuture<@Nullable Void> done) {
    long generation = counts.generation() + 1;
    try {
      expectReady(program, generation);
      synchronized (this) {
        if (stopping) {
          throw closed();
        }
        loaded = new Loaded(program, generation);
        counts.tookOver(generation);
        if (acceptor == null) {
          acceptor = thread("accept", this::accept);
          acceptor.start();
        }
      }
      endLoading();
      done.complete(null);
    } catch (RuntimeException | Error e) {
      endLoading();
      if (loaded == null) {
        stop(Duration.ZERO);
      } else {
        counts.rolledBack();
      }
      done.completeExceptionally(e);
    }
  }

  /** A reload is over: the next one may come. */
  private synchronized void endLoading() {
    loading = false;
  }

  /** Lets a process try all but the connection. */
  private void expectReady(Program program, long generation) {
    ServerSettings settings = program.settings();
    ChildProcess probe = child(program, generation, null, name + "-ready", 0);
    try {
      probe.start();
      if (!probe.join(settings.readyTimeout)) {
        probe.kill();
        probe.join();
        throw new ServerException(
            "not ready in time: readyTimeout=" + settings.readyTimeout + ", server=" + name, null);
      }
    } catch (NotSendableException e) {
      throw e;
    } catch (dev.procession.ChildStartException e) {
      throw new ServerException("a process could not be started: server=" + name, e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    if (probe.exitCode().orElseThrow() != 0) {
      throw new ServerException(
          "a process could not get ready: server="
              + name
              + ", reason: "
              + probe
              + "; its standard error tells more",
          null);
    }
  }

  private ChildProcess child(
      Program program,
      long generation,
      @Nullable SocketChannel connection,
      String childName,
      int place) {
    ServerSettings settings = program.settings();
    return ChildProcess.of(
            new ConnectionTask(
                Objects.requireNonNull(program.service().handler()),
                settings.ready,
                connection,
                childName,
                generation,
                stop,
                beats,
                place))
        .name(childName)
        .daemon(true)
        .context(settings.context);
  }

  // ---- connections ------------------------------------------------------------------------------

  private void accept() {
    try {
      loop.run();
    } catch (IOException | RuntimeException | Error e) {
      fail(new ServerException("cannot accept connections: server=" + name, e));
    }
  }

  /** Has a place; called by the acceptor. */
  private void begin(SocketChannel connection) {
    counts.accepted();
    long number;
    synchronized (this) {
      number = ++lastConnection;
    }
    try {
      thread("connection", () -> handle(connection, number)).start();
    } catch (Throwable e) {
      LOG.log(Level.WARNING, "a connection could not be handled: " + connection, e);
      close(connection);
      counts.failed();
      places.release();
    }
  }

  private void handle(SocketChannel connection, long number) {
    Loaded present = Objects.requireNonNull(loaded);
    int place = freeNumbers.remove();
    ChildProcess child =
        child(present.program(), present.generation(), connection, name + "-" + number, place);
    try {
      try {
        child.start();
      } finally {
        // The child has its own by now, or nobody will handle it.
        close(connection);
      }
      counts.begun(child, present.generation());
      synchronized (this) {
        if (stopping && System.nanoTime() - deadline >= 0) {
          child.kill();
        }
      }
      await(child, place, present.program().settings());
      counts.ended(child);
    } catch (Throwable e) {
      counts.dropped(child);
      startFailed(e, present.program().settings());
    } finally {
      freeNumbers.add(place);
      places.release();
      synchronized (this) {
        notifyAll();
      }
    }
  }

  /** Until it has ended; ends it when its time is up. */
  private void await(ChildProcess child, int place, ServerSettings settings)
      throws InterruptedException {
    if (settings.handlerLimit == null) {
      child.join();
      return;
    }
    Duration look = settings.handlerLimit.dividedBy(4).plusMillis(1);
    long limit = ServerSettings.nanos(settings.handlerLimit);
    long seen = beats.get(place);
    long since = System.nanoTime();
    while (!child.join(look)) {
      if (beats.get(place) != seen) {
        seen = beats.get(place);
        since = System.nanoTime();
      } else if (System.nanoTime() - since > limit) {
        counts.killed();
        child.stop(settings.killGrace);
        child.join();
        return;
      }
    }
  }

  private void startFailed(Throwable e, ServerSettings settings) {
    LOG.log(Level.WARNING, "a connection was dropped, no process could be started for it", e);
    boolean tooOften;
    synchronized (this) {
      tooOften = !stopping && failures.exceededBy(System.nanoTime(), settings);
    }
    if (tooOften) {
      fail(
          new ServerException(
              "processes cannot be started: server=" + name + ", last reason: " + e.getMessage(),
              e));
    }
  }

  private static void close(SocketChannel connection) {
    try {
      connection.close();
    } catch (IOException e) {
      LOG.log(Level.DEBUG, () -> "a connection could not be closed: " + connection, e);
    }
  }

  // ---- the end ----------------------------------------------------------------------------------

  private void fail(RuntimeException error) {
    synchronized (this) {
      if (failure == null) {
        failure = error;
      }
    }
    stop(Duration.ZERO);
  }

  private synchronized RuntimeException closed() {
    return failure != null
        ? failure
        : new IllegalStateException("the server is closed: name=" + name);
  }

  @Override
  public synchronized void stop(Duration drain) {
    long until = System.nanoTime() + Math.min(ServerSettings.nanos(drain), Long.MAX_VALUE / 2);
    if (stopping) {
      deadline = Math.min(deadline - until, 0) + until;
      notifyAll();
      return;
    }
    stopping = true;
    deadline = until;
    thread("stop", this::end).start();
  }

  private void end() {
    loop.stop(false);
    stop.set();
    try {
      Thread accepting;
      synchronized (this) {
        accepting = acceptor;
      }
      if (accepting != null) {
        accepting.join();
      }
      listening.close();
      drain();
      counts.killAll();
      places.acquire(most);
    } catch (InterruptedException e) {
      // Nobody does that.
      Thread.currentThread().interrupt();
    }
    beats.close();
    stop.close();
    RuntimeException error = failureNow();
    if (error == null) {
      over.complete(null);
    } else {
      over.completeExceptionally(error);
    }
  }

  private synchronized @Nullable RuntimeException failureNow() {
    return failure;
  }

  /** Waits until all places are free or the time is up. */
  private synchronized void drain() throws InterruptedException {
    while (places.availablePermits() < most) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        return;
      }
      // Not a moment early: who begins after that must see that the time is up.
      wait(left / 1_000_000 + 1);
    }
  }

  @Override
  public void abandon() {
    loop.stop(false);
  }

  private Thread thread(String what, Runnable work) {
    return Thread.ofPlatform().daemon().name("procession-" + name + "-" + what).unstarted(work);
  }

  @Override
  public CompletableFuture<@Nullable Void> over() {
    return over;
  }

  @Override
  public void resize(int workers) {
    throw new IllegalStateException(
        "a server with a process for each connection has no workers: name="
            + name
            + "; set connections(n) when it is opened");
  }

  @Override
  public ServerStats stats() {
    return counts.stats();
  }
}
