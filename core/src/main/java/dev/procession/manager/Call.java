package dev.procession.manager;

import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * A call on its way through the manager, as the served objects see it.
 *
 * <p>A served object answers at once, by returning or throwing, or it has the call wait in a {@link
 * Line}: then it is {@linkplain #suspend suspended}, what the method returns means nothing, and the
 * guard answers it later by {@link #done} or {@link #failed}, from whatever thread has changed what
 * the call waits for.
 */
abstract class Call {
  private static final ThreadLocal<@Nullable Call> CURRENT = new ThreadLocal<>();

  /** Written by the thread that runs the call, before it is answered; read by that thread. */
  private boolean suspended;

  /** The call that this thread is running. */
  static Call current() {
    Call call = CURRENT.get();
    if (call == null) {
      throw new NoSuchElementException("this thread runs no call of a manager");
    }
    return call;
  }

  /** Has the current thread run a call from now on; returns what it ran before. */
  static @Nullable Call enter(Call call) {
    Call before = CURRENT.get();
    CURRENT.set(call);
    return before;
  }

  /** Has the current thread run what it ran before {@link #enter}. */
  static void leave(@Nullable Call before) {
    // Not removed: the same thread runs the next call, and removing takes longer than the call.
    CURRENT.set(before);
  }

  /** Who calls. */
  abstract Caller caller();

  /**
   * The call is answered later.
   *
   * @param waiting takes it back; called with the guard's lock held
   */
  void suspend(Waiting waiting) {
    suspended = true;
  }

  /** Whether the call is answered later. */
  final boolean isSuspended() {
    return suspended;
  }

  /** Answers a suspended call. Called without the guard's lock. */
  abstract void done(@Nullable Object value);

  /** Answers a suspended call. Called without the guard's lock. */
  abstract void failed(Throwable error);

  /** The call has taken something, which its caller is to get. To be said before the answer. */
  abstract void takes(Delivery delivery);

  /** A call that waits in a line. */
  interface Waiting {
    /**
     * Takes the call back, and answers it with {@link InterruptedException}. Does nothing if it is
     * answered already.
     */
    void cancel();
  }
}
