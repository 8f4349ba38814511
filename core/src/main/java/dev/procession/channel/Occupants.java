package dev.procession.channel;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The threads that are using a thing which may be closed meanwhile. Closing interrupts them; what
 * they use is let go by the last of them, so that none uses it afterwards.
 *
 * <p>Mostly there is one at a time, which comes and goes without a lock: it writes who it is, then
 * looks whether the thing is closed. Who closes it writes that first, then looks who is there. So
 * at least one of the two sees the other.
 */
final class Occupants {
  private final String closedMessage;
  private final Runnable release;

  /** One of the threads; null if there is none, or all came while there was another one here. */
  private final AtomicReference<@Nullable Thread> first = new AtomicReference<>();

  /** The other threads. Guarded by this. */
  private final List<Thread> others = new ArrayList<>(2);

  /** Whom the closing thread interrupted in {@link #first} and is still there. Guarded by this. */
  private @Nullable Thread told;

  /** Guarded by this. */
  private boolean released;

  /** Written once, with this locked. */
  private volatile boolean closed;

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

  boolean isClosed() {
    return closed;
  }

  void check() {
    if (closed) {
      throw new IllegalStateException(closedMessage);
    }
  }

  /** This thread uses the thing from now on; an exception if it is closed. */
  void enter() {
    Thread current = Thread.currentThread();
    if (!first.compareAndSet(null, current)) {
      enterBesideOthers(current);
    } else if (closed) {
      first.set(null);
      depart(current);
      check();
    }
  }

  private void enterBesideOthers(Thread current) {
    synchronized (this) {
      if (!closed) {
        others.add(current);
        return;
      }
    }
    check();
  }

  /** This thread uses it no more. An exception if it has been closed while the thread waited. */
  void leave(boolean interrupted) {
    Thread current = Thread.currentThread();
    if (first.get() == current) {
      first.set(null);
      if (!closed) {
        return;
      }
    }
    if (depart(current) && interrupted) {
      check();
    }
  }

  /** Lets go of the thing if this was the last; returns whether the thread was interrupted here. */
  private boolean depart(Thread current) {
    boolean last;
    boolean interrupted;
    synchronized (this) {
      // Those among the others have all been interrupted, if it was closed.
      interrupted = others.remove(current) && closed || told == current;
      told = told == current ? null : told;
      last = isToBeReleased();
    }
    if (last) {
      release.run();
    }
    if (interrupted) {
      // By the closing thread.
      Thread.interrupted();
    }
    return interrupted;
  }

  void close() {
    boolean last;
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      told = first.get();
      if (told != null) {
        told.interrupt();
      }
      others.forEach(Thread::interrupt);
      last = isToBeReleased();
    }
    if (last) {
      release.run();
    }
  }

  /** Whether the caller is to let go of it now: nobody else does. Called with this locked. */
  private boolean isToBeReleased() {
    if (!closed || released || !others.isEmpty() || first.get() != null) {
      return false;
    }
    released = true;
    return true;
  }
}
