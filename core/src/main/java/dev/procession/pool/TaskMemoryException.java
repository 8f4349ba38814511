package dev.procession.pool;

import dev.procession.ProcessionException;

/**
 * The worker of an item had more memory than {@link CallOptions#memoryLimit()} and was killed. Only
 * the item that was running fails so.
 */
public final class TaskMemoryException extends ProcessionException {
  private static final long serialVersionUID = 1;

  /** The limit that was exceeded, in bytes. */
  private final long limit;

  /** How much memory the worker had, in bytes. */
  private final long residentBytes;

  /** The worker's process id. */
  private final long pid;

  /**
   * Makes one.
   *
   * @param limit the limit that was exceeded, in bytes
   * @param residentBytes how much memory the worker had
   * @param pid the worker's process id
   */
  public TaskMemoryException(long limit, long residentBytes, long pid) {
    super(
        "the task's worker had more memory than it may have and was killed: memoryLimit="
            + limit
            + ", residentBytes="
            + residentBytes
            + ", pid="
            + pid
            + "; raise the limit, or have the task use less",
        null);
    this.limit = limit;
    this.residentBytes = residentBytes;
    this.pid = pid;
  }

  /**
   * The limit that was exceeded.
   *
   * @return bytes
   */
  public long limit() {
    return limit;
  }

  /**
   * How much memory of the worker was resident when it was looked at.
   *
   * @return bytes, more than the limit
   */
  public long residentBytes() {
    return residentBytes;
  }

  /**
   * The dead worker's process id.
   *
   * @return a process id, perhaps in use again by now
   */
  public long pid() {
    return pid;
  }
}
