package dev.procession.channel;

import java.util.ArrayList;
import java.util.List;

/**
 * The threads that are using a thing which may be closed meanwhile. Closing interrupts them; what
 * they use is let go by the last of them, so that none uses it afterwards.
 */
final class Occupants {
  private final String closedMessage;
  private final Runnable release;

  /** Guarded by this, as is all else. */
  private final List<Thread> threads = new ArrayList<>(2);

  private boolean closed;

  /**
   * Of a thing that is open.
   *
   * @param closedMessage what to tell who comes too late
   * @param release lets go of the thing, once
   */
  Occupants(String closedMessage, Runnable release) {
    this.closedMessage = closedMessage;
    this.release = release;
  }

  synchronized boolean isClosed() {
    return closed;
  }

  void check() {
    if (isClosed()) {
      throw new IllegalStateException(closedMessage);
    }
  }

  /** This thread uses the thing from now on; an exception if it is closed. */
  void enter() {
    synchronized (this) {
      if (!closed) {
        threads.add(Thread.currentThread());
        return;
      }
    }
    check();
  }

  /** This thread uses it no more. An exception if it has been closed while the thread waited. */
  void leave(boolean interrupted) {
    boolean last;
    boolean wasClosed;
    synchronized (this) {
      threads.remove(Thread.currentThread());
      wasClosed = closed;
      last = closed && threads.isEmpty();
    }
    if (last) {
      release.run();
    }
    if (wasClosed) {
      // By the closing thread.
      Thread.interrupted();
      if (interrupted) {
        check();
      }
    }
  }

  void close() {
    boolean last;
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      threads.forEach(Thread::interrupt);
      last = threads.isEmpty();
    }
    if (last) {
      release.run();
    }
  }
}
