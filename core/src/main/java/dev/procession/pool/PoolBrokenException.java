package dev.procession.pool;

import dev.procession.ProcessionException;
import org.jspecify.annotations.Nullable;

/**
 * The pool cannot run anything: its initializer failed, or its workers cannot be started. The cause
 * is the failure. The pool stays broken and must be closed.
 *
 * <p>Python: {@code concurrent.futures.process.BrokenProcessPool}; but there every dead worker
 * breaks the pool, here none does once workers come up.
 */
public final class PoolBrokenException extends ProcessionException {
  private static final long serialVersionUID = 1;

  /**
   * Makes one.
   *
   * @param message fact, values, remedy
   * @param cause what broke the pool
   */
  public PoolBrokenException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** The same error for another call, so that no two callers share an exception. */
  PoolBrokenException again() {
    return new PoolBrokenException(String.valueOf(getMessage()), getCause());
  }
}
