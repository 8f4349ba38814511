package dev.procession;

import org.jspecify.annotations.Nullable;

/**
 * A task failed in another process with something that cannot be thrown here as it was.
 *
 * <p>Two cases: the exception's class could not be rebuilt here (it is missing, or its fields
 * cannot be sent), then this exception has the stack trace of the original, and its causes
 * likewise; or a method that cannot declare it met a checked exception, then that is the
 * {@linkplain #getCause() cause}.
 *
 * <p>Python: {@code multiprocessing.pool.RemoteTraceback} and {@code managers.RemoteError}.
 */
public final class RemoteTaskException extends ProcessionException {
  private static final long serialVersionUID = 1;

  /** Class name of the exception that the task threw. */
  private final String remoteType;

  /** Message of the exception that the task threw. */
  private final @Nullable String remoteMessage;

  /**
   * Makes one.
   *
   * @param remoteType class name of the exception that the task threw
   * @param remoteMessage its message, or null
   * @param cause its cause, or itself if it could be rebuilt; null if it had none
   */
  public RemoteTaskException(
      String remoteType, @Nullable String remoteMessage, @Nullable Throwable cause) {
    super(remoteMessage == null ? remoteType : remoteType + ": " + remoteMessage, cause);
    this.remoteType = remoteType;
    this.remoteMessage = remoteMessage;
  }

  /**
   * The class name of the exception that the task threw.
   *
   * @return a binary class name
   */
  public String remoteType() {
    return remoteType;
  }

  /**
   * The message of the exception that the task threw.
   *
   * @return the message, or null if it had none
   */
  public @Nullable String remoteMessage() {
    return remoteMessage;
  }
}
