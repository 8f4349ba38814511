package dev.procession.pool;

import dev.procession.ProcessionException;
import java.time.Duration;

/**
 * What was waited for as a whole was not done in time: a call with {@link CallOptions#deadline()},
 * or the futures given to {@link Futures#asCompleted}.
 *
 * <p>Python: {@code TimeoutError} from {@code Executor.map} and {@code as_completed}.
 */
public final class DeadlineException extends ProcessionException {
  private static final long serialVersionUID = 1;

  /** The time there was. */
  private final Duration limit;

  /**
   * Makes one.
   *
   * @param message what was not done
   * @param limit the time there was
   */
  public DeadlineException(String message, Duration limit) {
    super(message, null);
    this.limit = limit;
  }

  /**
   * The time there was.
   *
   * @return as it was given
   */
  public Duration limit() {
    return limit;
  }
}
