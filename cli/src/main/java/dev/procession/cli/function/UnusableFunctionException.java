package dev.procession.cli.function;

import org.jspecify.annotations.Nullable;

/**
 * The function cannot be called at all, whatever the record: there is no way to its parameter type,
 * or a class it needs is missing. Found out in a worker, since only there are the user's classes
 * loaded; the run ends with the message.
 */
public final class UnusableFunctionException extends Exception {
  private static final long serialVersionUID = 1;

  /**
   * Makes one.
   *
   * @param message one line for the user
   * @param cause what led to it, or null
   */
  public UnusableFunctionException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
