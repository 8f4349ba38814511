package dev.procession.server;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Accepts connections until it is stopped, and never has one more than there are places.
 *
 * <p>It waits in a selector and accepts without waiting. A thread that waits in {@code accept}
 * itself would be told of each connection alone, which is cheaper, but could only be stopped by
 * closing the socket under it, and a process that is frozen in there would keep the connection it
 * was told of. So all workers are told, and the first one gets it.
 *
 * <p>When {@link #run} has returned, every connection it has accepted has been passed on.
 */
final class AcceptLoop {
  private static final System.Logger LOG = System.getLogger("dev.procession.server");

  /**
   * A rest after a failure, such as too few descriptors, so that it does not go on at full speed.
   */
  private static final long REST_MILLIS = 50;

  private final ServerSocketChannel listener;
  private final int backlog;
  private final Waiter places;
  private final Consumer<SocketChannel> taker;

  /** Guarded by this; null while no thread is in the loop. */
  private @Nullable Thread thread;

  /** Written by {@link #stop} under the lock, read by the loop. */
  private volatile boolean stopped;

  private boolean drain;
  private boolean failedBefore;

  /** Waits for a free place, and gives back one that was not used. */
  interface Waiter {
    void take() throws InterruptedException;

    void give();
  }

  /**
   * A loop that has not begun.
   *
   * @param backlog how many connections may wait in the kernel
   * @param taker gets each accepted connection, with its place
   */
  AcceptLoop(
      ServerSocketChannel listener, int backlog, Waiter places, Consumer<SocketChannel> taker) {
    this.listener = listener;
    this.backlog = backlog;
    this.places = places;
    this.taker = taker;
  }

  /**
   * Runs until it is stopped.
   *
   * @throws IOException if the listener cannot be used
   */
  void run() throws IOException {
    synchronized (this) {
      thread = Thread.currentThread();
    }
    try (Selector selector = Selector.open()) {
      listener.configureBlocking(false);
      listener.register(selector, SelectionKey.OP_ACCEPT);
      while (!stopped) {
        step(selector);
      }
    } catch (InterruptedException e) {
      // Only stop() interrupts.
    } finally {
      synchronized (this) {
        thread = null;
        // It has done what it should.
        Thread.interrupted();
      }
    }
    if (drain) {
      drain();
    }
  }

  /** Waits for a place and a connection, and passes that on. */
  private void step(Selector selector) throws IOException, InterruptedException {
    places.take();
    @Nullable SocketChannel connection = null;
    try {
      while (connection == null && !stopped) {
        selector.select();
        selector.selectedKeys().clear();
        connection = stopped ? null : accept();
      }
    } finally {
      if (connection == null) {
        places.give();
      }
    }
    if (connection != null) {
      taker.accept(connection);
    }
  }

  /**
   * Passes on what has come already, when nobody else will. No more than fit into the queue, so
   * that it ends under any load.
   */
  private void drain() throws IOException {
    for (int i = 0; i < backlog; i++) {
      @Nullable SocketChannel connection = null;
      try {
        places.take();
        try {
          connection = accept();
        } finally {
          if (connection == null) {
            places.give();
          }
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
      if (connection != null) {
        taker.accept(connection);
      } else if (!failedBefore) {
        return;
      }
    }
  }

  /** A connection, or null if another process was faster, or this one has no room for it now. */
  private @Nullable SocketChannel accept() throws IOException, InterruptedException {
    try {
      SocketChannel connection = listener.accept();
      failedBefore &= connection == null;
      return connection;
    } catch (ClosedChannelException e) {
      throw e;
    } catch (IOException e) {
      if (!failedBefore) {
        failedBefore = true;
        LOG.log(
            Level.WARNING,
            "cannot accept a connection, and tries again: listener="
                + listener
                + "; if too many files are open, raise the limit (ulimit -n)",
            e);
      }
      new Semaphore(0).tryAcquire(REST_MILLIS, java.util.concurrent.TimeUnit.MILLISECONDS);
      return null;
    }
  }

  /**
   * Has the loop end, at once if it waits. May be called by any thread, before the loop begins too.
   *
   * @param drain whether the connections that wait in the kernel are accepted first
   */
  synchronized void stop(boolean drain) {
    if (stopped) {
      return;
    }
    this.drain = drain;
    stopped = true;
    if (thread != null) {
      // It waits in a selector or for a place; an accept that does not wait is not disturbed.
      thread.interrupt();
    }
  }
}
