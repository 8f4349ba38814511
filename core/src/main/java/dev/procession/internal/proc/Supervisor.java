package dev.procession.internal.proc;

import dev.procession.internal.wire.FrameReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The one thread of a parent that reads what its children say out of turn: their control sockets.
 *
 * <p>It starts with the first child and ends when no control socket is open any more. A channel is
 * handed to it by {@link #watch}, is read to its end, and is then closed. Handlers are called on
 * this thread and must not block.
 */
final class Supervisor {
  private static final Supervisor INSTANCE = new Supervisor();

  private static final long RETIRED_PAUSE_NANOS = 1_000_000;

  /** The heap may be full for a moment. */
  private static final long FULL_PAUSE_NANOS = 10_000_000;

  /** Guarded by this; null while there is nothing to watch. */
  private @Nullable Selector selector;

  /** Control sockets whose listeners want to hear more. Filled by any thread. */
  private final Queue<SocketChannel> resumed = new ConcurrentLinkedQueue<>();

  /** Set once when this process ends, read by the thread. */
  private volatile boolean retired;

  private Supervisor() {}

  static Supervisor instance() {
    return INSTANCE;
  }

  /** Takes what a child says. */
  interface Listener {
    /** Takes a frame; false to hear no more until {@link #readOn}. */
    boolean onFrame(FrameReader.Frame frame);

    /** The child has said all. */
    void onEnd();
  }

  /** One child's control socket. */
  private static final class Watched {
    final SocketChannel channel;
    final FrameReader reader;
    final Listener listener;

    /** Read, but not yet taken by the listener. */
    FrameReader.@Nullable Frame pending;

    Watched(SocketChannel channel, FrameReader reader, Listener listener) {
      this.channel = channel;
      this.reader = reader;
      this.listener = listener;
    }

    /** The frame that waits for the listener; null if none has come. */
    FrameReader.@Nullable Frame next() throws IOException {
      if (pending == null) {
        pending = reader.next();
      }
      return pending;
    }

    void close() {
      try {
        channel.close();
      } catch (IOException nothingMoreToDo) {
        // The descriptor is released in any case.
      }
    }
  }

  /** Listens to a control socket until it ends or is closed. */
  synchronized void watch(SocketChannel control, Listener listener) throws IOException {
    control.configureBlocking(false);
    Selector open = selector;
    boolean first = open == null;
    if (open == null) {
      open = Selector.open();
      selector = open;
    }
    try {
      var watched = new Watched(control, new FrameReader(control), listener);
      control.register(open, SelectionKey.OP_READ, watched);
    } catch (ClosedChannelException endedAlready) {
      // Nothing will be said; the loop below sees to an empty selector.
    }
    if (first) {
      Selector served = open;
      try {
        Thread.ofPlatform().daemon().name("procession-supervisor").start(() -> serve(served));
      } catch (OutOfMemoryError noThread) {
        selector = null;
        served.close();
        throw noThread;
      }
    } else {
      open.wakeup();
    }
  }

  /** Goes on with a child whose listener wanted to hear no more. */
  void readOn(SocketChannel control) {
    resumed.add(control);
    wake();
  }

  /**
   * Ends the wait of the thread, which then looks for what is new. To be called when a channel has
   * been closed: until then its descriptor is not free.
   */
  synchronized void wake() {
    if (selector != null) {
      selector.wakeup();
    }
  }

  /**
   * Listens without waiting in a system call from now on, since this process is about to end: see
   * {@link SturdyChannel#retire}. Shutdown hooks of the program may still start children and wait
   * for them.
   */
  synchronized void retire() {
    retired = true;
    if (selector != null) {
      selector.wakeup();
    }
  }

  private void serve(Selector served) {
    try (served) {
      boolean missed = false;
      boolean over = false;
      while (!over) {
        try {
          if (missed) {
            LockSupport.parkNanos(this, FULL_PAUSE_NANOS);
            // What has been read already the selector does not tell of.
            served.keys().forEach(Supervisor::readIfWanted);
            missed = false;
          }
          over = isOver(served);
          if (!over) {
            listen(served);
          }
        } catch (OutOfMemoryError | LinkageError fullForTheMoment) {
          // Without this thread no child could be heard any more, nor another one started.
          missed = true;
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void listen(Selector served) throws IOException {
    if (retired) {
      LockSupport.parkNanos(this, RETIRED_PAUSE_NANOS);
      served.selectNow(Supervisor::read);
    } else {
      served.select(Supervisor::read);
    }
    readResumed(served);
  }

  private static void readIfWanted(SelectionKey key) {
    if (key.isValid() && key.interestOps() != 0) {
      read(key);
    }
  }

  /** What has been read of such a socket already waits here, so the selector may say nothing. */
  private void readResumed(Selector served) {
    for (SocketChannel next = resumed.poll(); next != null; next = resumed.poll()) {
      SelectionKey key = next.keyFor(served);
      if (key != null && key.isValid()) {
        key.interestOps(SelectionKey.OP_READ);
        read(key);
      }
    }
  }

  private synchronized boolean isOver(Selector served) throws IOException {
    int heard = served.selectNow(Supervisor::read);
    if (served.keys().isEmpty()) {
      selector = null;
      return true;
    }
    if (heard > 0) {
      // What has ended just now is forgotten by the next selection, which must not wait.
      served.wakeup();
    }
    return false;
  }

  private static void read(SelectionKey key) {
    var watched = (Watched) key.attachment();
    try {
      for (FrameReader.Frame frame = watched.next(); frame != null; frame = watched.next()) {
        boolean more = watched.listener.onFrame(frame);
        watched.pending = null;
        if (!more) {
          key.interestOps(0);
          return;
        }
      }
      if (!watched.reader.ended()) {
        return;
      }
    } catch (IOException gone) {
      // The same as the end.
    }
    // Closed last: as long as it is open, an end that could not be told for want of memory is told
    // again.
    watched.listener.onEnd();
    watched.close();
  }
}
