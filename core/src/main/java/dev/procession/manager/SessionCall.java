package dev.procession.manager;

import org.jspecify.annotations.Nullable;

/** A call of a client, from its arrival to its answer. */
final class SessionCall extends Call {
  private final Session session;
  private final long thread;
  private final int id;

  /** What the call waits in; null if it does not. Guarded by this, as most calls never wait. */
  private @Nullable Waiting waiting;

  /** Who runs code of the user's for it; null if nobody does. Guarded by this. */
  private @Nullable Thread runner;

  /** Whether it is to be taken back. Guarded by this. */
  private boolean cancelled;

  /** Written before the answer, by who makes that, and read by who sends it. */
  private @Nullable Delivery delivery;

  SessionCall(Session session, int id, long thread) {
    this.session = session;
    this.thread = thread;
    this.id = id;
  }

  int id() {
    return id;
  }

  @Override
  Caller caller() {
    // Made when it is asked for: most objects do not care who calls.
    return new Caller(session, thread);
  }

  /** What the caller is to get; null if nothing that others could. */
  @Nullable Delivery delivery() {
    return delivery;
  }

  @Override
  void takes(Delivery delivery) {
    this.delivery = delivery;
  }

  @Override
  void suspend(Waiting waiting) {
    super.suspend(waiting);
    synchronized (this) {
      this.waiting = waiting;
    }
    session.suspended(this);
  }

  /** Takes it back, as far as that is possible. Called without a guard's lock. */
  void cancel() {
    Waiting inLine;
    synchronized (this) {
      cancelled = true;
      inLine = waiting;
      if (runner != null) {
        runner.interrupt();
      }
    }
    if (inLine != null) {
      inLine.cancel();
    }
  }

  /** This thread runs code of the user's for the call; false if that is not wanted any more. */
  synchronized boolean beginRunning() {
    runner = cancelled ? null : Thread.currentThread();
    return !cancelled;
  }

  /** It does so no more: the thread is not interrupted from now on, nor has it been. */
  void endRunning() {
    synchronized (this) {
      runner = null;
    }
    Thread.interrupted();
  }

  @Override
  void done(@Nullable Object value) {
    session.answerLater(this, value, null);
  }

  @Override
  void failed(Throwable error) {
    session.answerLater(this, null, error);
  }
}
