package dev.procession.pool;

import dev.procession.internal.proc.ProcessEnd;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Counts the calls that a pool has accepted and not finished, and refuses new ones once it is shut.
 * The one place where "accepted before the shutdown" is decided.
 */
final class CallGate {
  private final String pool;

  /** All guarded by this. */
  private int active;

  private boolean shut;
  private @Nullable PoolBrokenException broken;

  CallGate(String pool) {
    this.pool = pool;
  }

  /**
   * Accepts a call; {@link #exit()} ends it.
   *
   * @throws RejectedExecutionException if the pool is shut down, or this process is ending
   * @throws PoolBrokenException if it is broken
   */
  synchronized void enter() {
    check();
    active++;
  }

  /** Throws what {@link #enter()} would. */
  synchronized void check() {
    if (broken != null) {
      throw broken.again();
    }
    if (shut) {
      throw new RejectedExecutionException("the pool is shut down: pool=" + pool);
    }
    if (ProcessEnd.hasBegun()) {
      // A worker that is missing could not be started any more.
      throw new RejectedExecutionException("this process is ending: pool=" + pool);
    }
  }

  /** A call is over; true if that was the last one of a pool that is shut. */
  synchronized boolean exit() {
    active--;
    return idleForEver();
  }

  /** Refuses calls from now on; true if none is active. */
  synchronized boolean shut() {
    shut = true;
    return idleForEver();
  }

  /** Refuses calls from now on with this error. */
  synchronized void shatter(PoolBrokenException error) {
    broken = error;
  }

  synchronized boolean isBroken() {
    return broken != null;
  }

  /** How many calls have been accepted and are not over. */
  synchronized int active() {
    return active;
  }

  /** Which pool this is. */
  String pool() {
    return pool;
  }

  synchronized boolean isShut() {
    return shut;
  }

  /** Whether no call is active and none will be. */
  synchronized boolean idleForEver() {
    return shut && active == 0;
  }
}
