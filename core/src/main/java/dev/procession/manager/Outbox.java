package dev.procession.manager;

import dev.procession.channel.Connection;
import dev.procession.internal.wire.WireOutput;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What is sent to a client. The thread that reads the client's calls sends small answers itself;
 * large ones, and those that come from other clients' calls, may have to wait until the client
 * reads: a thread of its own does that.
 */
final class Outbox {
  private final Connection connection;
  private final ReentrantLock lock = new ReentrantLock();

  /** Guarded by the lock. */
  private final Queue<WireOutput> posted = new ArrayDeque<>();

  /** Whether a thread sends what is posted. Guarded by the lock. */
  private boolean sending;

  /** Whether nothing can be sent any more. Guarded by the lock. */
  private boolean broken;

  /** What is done when all has been sent; null if nothing. Guarded by the lock. */
  private @Nullable Runnable last;

  Outbox(Connection connection) {
    this.connection = connection;
  }

  /** Sends, and waits until the client has room for it. Empties {@code out}. */
  void send(WireOutput out) throws IOException {
    try {
      CallLayout.send(connection, out);
      out.restart();
    } catch (InterruptedException e) {
      throw new IOException("interrupted while an answer was sent", e);
    }
  }

  /** Has something sent soon. */
  void post(WireOutput out) {
    lock.lock();
    try {
      if (broken) {
        return;
      }
      posted.add(out);
      if (sending) {
        return;
      }
      sending = true;
    } finally {
      lock.unlock();
    }
    Thread.ofVirtual().name("procession-manager-answers").start(this::sendPosted);
  }

  /** Has something done when all that was posted has been sent, or cannot be. */
  void finish(Runnable last) {
    lock.lock();
    try {
      if (sending && !broken) {
        this.last = last;
        return;
      }
    } finally {
      lock.unlock();
    }
    last.run();
  }

  private void sendPosted() {
    WireOutput next = next();
    while (next != null) {
      try {
        send(next);
      } catch (IOException | IllegalStateException over) {
        // The reading thread notices too, and undoes what did not arrive.
        fail();
      }
      next = next();
    }
  }

  private void fail() {
    lock.lock();
    try {
      broken = true;
      posted.clear();
    } finally {
      lock.unlock();
    }
  }

  /** What has been posted, as one message; null if nothing has, and then this thread ends. */
  private @Nullable WireOutput next() {
    Runnable end;
    lock.lock();
    try {
      WireOutput first = posted.poll();
      if (first != null) {
        for (WireOutput more = posted.poll(); more != null; more = posted.poll()) {
          first.writeBytes(more.array(), 0, more.position());
        }
        return first;
      }
      sending = false;
      end = last;
      last = null;
    } finally {
      lock.unlock();
    }
    if (end != null) {
      end.run();
    }
    return null;
  }
}
