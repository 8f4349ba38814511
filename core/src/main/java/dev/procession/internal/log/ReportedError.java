package dev.procession.internal.log;

import dev.procession.RemoteTaskException;

/**
 * Stands for an exception that a child has logged, and prints like it. The original is not rebuilt:
 * that would run its code, on a thread that all records wait for.
 */
final class ReportedError extends Throwable {
  private static final long serialVersionUID = 1;

  ReportedError(RemoteTaskException described) {
    super(
        described.getMessage(),
        described.getCause() instanceof RemoteTaskException cause
            ? new ReportedError(cause)
            : null);
    setStackTrace(described.getStackTrace());
    for (Throwable suppressed : described.getSuppressed()) {
      if (suppressed instanceof RemoteTaskException known) {
        addSuppressed(new ReportedError(known));
      }
    }
  }

  /** The stack is that of the original. */
  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }

  /** The message begins with the type of the original. */
  @Override
  public String toString() {
    return String.valueOf(getMessage());
  }
}
