package dev.procession.server;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.channels.SocketChannel;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The connections that a worker handles, each on a thread of its own: an interrupt hits the handler
 * it is meant for, and a handler in an endless loop or in native code holds up no other.
 */
final class HandlerThreads {
  private static final System.Logger LOG = System.getLogger("dev.procession.server");
  private static final ThreadLocal<@Nullable Running> CURRENT = new ThreadLocal<>();

  private final ConnectionHandler handler;
  private final WorkerBoard board;
  private final WorkerOptions options;
  private final Runnable leave;
  private final Runnable wish;
  private final Set<Running> running = ConcurrentHashMap.newKeySet();

  /**
   * None yet.
   *
   * @param leave called when a connection is over
   * @param wish called when the worker should be replaced
   */
  HandlerThreads(
      ConnectionHandler handler,
      WorkerBoard board,
      WorkerOptions options,
      Runnable leave,
      Runnable wish) {
    this.handler = handler;
    this.board = board;
    this.options = options;
    this.leave = leave;
    this.wish = wish;
  }

  /** Handles a connection, which it closes. */
  void begin(SocketChannel connection) {
    long number = board.accepted();
    if (options.recycleAfter() > 0 && number >= options.recycleAfter()) {
      wish.run();
    }
    var one = new Running(connection);
    running.add(one);
    try {
      Thread.ofPlatform().daemon().name("connection-" + number).start(one);
    } catch (Throwable e) {
      // No memory for a thread.
      LOG.log(Level.WARNING, "a connection could not be handled: " + connection, e);
      one.end(false);
      wish.run();
    }
  }

  /** The handler of the calling thread gets on. */
  static void beat() {
    Running one = CURRENT.get();
    if (one != null) {
      one.since = System.nanoTime();
    }
  }

  /** Ends connections whose time is up. Returns true if a handler goes on nevertheless. */
  boolean look() {
    long limit = options.handlerLimit();
    if (limit == 0) {
      return false;
    }
    boolean stuck = false;
    long now = System.nanoTime();
    for (Running one : running) {
      if (one.expired == 0) {
        if (now - one.since > limit) {
          one.expire(now);
        }
      } else {
        stuck |= now - one.expired > options.killGrace();
      }
    }
    return stuck;
  }

  /** Waits until all have ended. The supervisor has no endless patience; it kills the process. */
  void awaitNone() throws InterruptedException {
    synchronized (running) {
      while (!running.isEmpty()) {
        running.wait();
      }
    }
  }

  /** A connection and its thread. */
  private final class Running implements Runnable {
    private final SocketChannel connection;

    /** Written by the handler's thread, read by the clock's. */
    private volatile long since = System.nanoTime();

    /** Written by the clock's thread, read by the handler's; 0 while there is time. */
    private volatile long expired;

    /** Guarded by this; null before the handler and after it. */
    private @Nullable Thread thread;

    Running(SocketChannel connection) {
      this.connection = connection;
    }

    @Override
    public void run() {
      CURRENT.set(this);
      boolean well = false;
      try {
        synchronized (this) {
          thread = Thread.currentThread();
        }
        handler.handle(connection);
        well = true;
      } catch (IOException e) {
        LOG.log(Level.DEBUG, () -> "a connection has ended: " + connection, e);
      } catch (Throwable e) {
        report(e);
      } finally {
        synchronized (this) {
          thread = null;
        }
        end(well && expired == 0);
      }
    }

    private void report(Throwable e) {
      LOG.log(
          Level.WARNING,
          expired == 0
              ? "the handler of a connection has failed: " + connection
              : "the time of a connection was up: handlerLimit="
                  + java.time.Duration.ofNanos(options.handlerLimit()),
          e);
      if (e instanceof OutOfMemoryError) {
        wish.run();
      }
    }

    private void expire(long now) {
      expired = now == 0 ? 1 : now;
      close();
      synchronized (this) {
        if (thread != null) {
          thread.interrupt();
        }
      }
    }

    private void end(boolean well) {
      close();
      board.ended(well);
      running.remove(this);
      leave.run();
      synchronized (running) {
        running.notifyAll();
      }
    }

    private void close() {
      try {
        connection.close();
      } catch (IOException e) {
        LOG.log(Level.DEBUG, () -> "a connection could not be closed: " + connection, e);
      }
    }
  }
}
