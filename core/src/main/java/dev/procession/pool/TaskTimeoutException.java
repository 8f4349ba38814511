package dev.procession.pool;

import dev.procession.ProcessionException;
import java.time.Duration;

/**
 * An item ran longer than {@link CallOptions#taskTimeout()} and was stopped.
 *
 * <p>Not to be confused with {@link java.util.concurrent.TimeoutException}, which a future throws
 * when the caller has waited long enough and the task goes on.
 */
public final class TaskTimeoutException extends ProcessionException {
  private static final long serialVersionUID = 1;

  /** The limit that was exceeded. */
  private final Duration limit;

  /** Whether the worker had to be killed. */
  private final boolean killed;

  /**
   * Makes one.
   *
   * @param limit the limit that was exceeded
   * @param killed whether the worker had to be killed
   * @param pid the worker's process id
   */
  public TaskTimeoutException(Duration limit, boolean killed, long pid) {
    super(
        "the task exceeded its time limit and was "
            + (killed ? "killed with its worker" : "interrupted")
            + ": taskTimeout="
            + limit
            + ", pid="
            + pid,
        null);
    this.limit = limit;
    this.killed = killed;
  }

  /**
   * The limit that was exceeded.
   *
   * @return a positive duration
   */
  public Duration limit() {
    return limit;
  }

  /**
   * Whether the worker had to be killed because the task did not react to the interrupt; if it is a
   * thread, it was given up and goes on.
   *
   * @return false if the interrupt was enough
   */
  public boolean killed() {
    return killed;
  }
}
