package dev.procession.sync;

import dev.procession.ProcessionException;

/**
 * A {@linkplain LockConfig#strict strict} lock is refused because a process died while it held it:
 * what the lock protects may be half changed. Whoever has put that right calls {@code
 * makeConsistent()}.
 */
public final class HolderDiedException extends ProcessionException {
  private static final long serialVersionUID = 1L;

  /** The process that died. */
  private final long pid;

  HolderDiedException(String lock, long pid, String name) {
    super(
        "the holder of the lock died: lock="
            + lock
            + ", pid="
            + pid
            + (name.isEmpty() ? "" : ", process=" + name)
            + "; check what the lock protects, then call makeConsistent()",
        null);
    this.pid = pid;
  }

  /**
   * The process id of the holder that died.
   *
   * @return the process id; another process may have it by now
   */
  public long pid() {
    return pid;
  }
}
