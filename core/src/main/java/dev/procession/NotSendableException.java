package dev.procession;

import org.jspecify.annotations.Nullable;

/**
 * A function, an argument or a result cannot be copied to another process.
 *
 * <p>The message names what could not be sent: for a lambda its file and line and the captured
 * variable, for an object the path of fields that leads to the culprit. An argument fails in the
 * caller; a result fails the item that returned it, and the worker goes on.
 *
 * <p>Python: {@code PicklingError} and {@code multiprocessing.pool.MaybeEncodingError}.
 */
public final class NotSendableException extends ProcessionException {
  private static final long serialVersionUID = 1;

  /**
   * Makes one.
   *
   * @param message fact, values, remedy
   * @param cause what serialization said, or null
   */
  public NotSendableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
