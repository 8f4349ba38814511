package dev.procession;

import org.jspecify.annotations.Nullable;

/**
 * A child JVM could not be started: the executable is missing, an option is wrong, or the child
 * ended before it reported. The message repeats the child's own last words.
 */
public final class ChildStartException extends ProcessionException {
  private static final long serialVersionUID = 1;

  /**
   * Makes one.
   *
   * @param message fact, values, remedy
   * @param cause what the operating system said, or null
   */
  public ChildStartException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
