package dev.procession.internal.proc;

import dev.procession.internal.wire.FrameReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The one thread of a parent that reads what its children say out of turn: their control sockets.
 *
 * <p>It starts with the first child and ends when no control socket is open any more. A channel is
 * handed to it by {@link #watch} and stays registered until it is closed, by the child's end or by
 * the owner of the child. Handlers are called on this thread and must not block.
 */
final class Supervisor {
  private static final Supervisor INSTANCE = new Supervisor();

  /** Guarded by this; null while there is nothing to watch. */
  private @Nullable Selector selector;

  /** Set once when this process ends, read by the thread. */
  private volatile boolean retired;

  private Supervisor() {}

  static Supervisor instance() {
    return INSTANCE;
  }

  /** Takes what a child says. */
  interface Listener {
    /** Takes a frame. */
    void onFrame(FrameReader.Frame frame);

    /** The child has said all. Not called if this side closes the socket first. */
    void onEnd();
  }

  /** One child's control socket. */
  private record Watched(SocketChannel channel, FrameReader reader, Listener listener) {}

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
      Thread.ofPlatform().daemon().name("procession-supervisor").start(() -> serve(served));
    } else {
      open.wakeup();
    }
  }

  /** Has a closed channel forgotten at once, so that its descriptor is free. */
  synchronized void forgetClosed() {
    if (selector != null) {
      selector.wakeup();
    }
  }

  /** Stops listening, since this process is about to end: see {@link SturdyChannel#retire()}. */
  synchronized void retire() {
    retired = true;
    if (selector != null) {
      selector.wakeup();
    }
  }

  private void serve(Selector served) {
    try (served) {
      while (!isOver(served)) {
        served.select(Supervisor::read);
        while (retired) {
          LockSupport.park(this);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private synchronized boolean isOver(Selector served) throws IOException {
    served.selectNow(Supervisor::read);
    if (served.keys().isEmpty()) {
      selector = null;
      return true;
    }
    return false;
  }

  private static void read(SelectionKey key) {
    var watched = (Watched) key.attachment();
    try {
      for (FrameReader.Frame frame = watched.reader.next();
          frame != null;
          frame = watched.reader.next()) {
        watched.listener.onFrame(frame);
      }
      if (watched.reader.ended()) {
        watched.channel.close();
        watched.listener.onEnd();
      }
    } catch (IOException gone) {
      key.cancel();
      watched.listener.onEnd();
    }
  }
}
