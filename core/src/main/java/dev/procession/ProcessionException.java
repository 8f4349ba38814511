package dev.procession;

import org.jspecify.annotations.Nullable;

/**
 * The root of what Procession itself throws. Messages state the fact, the values involved as {@code
 * name=value}, and what to do about it.
 *
 * <p>Python: {@code multiprocessing.ProcessError}.
 */
public class ProcessionException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /**
   * Makes one.
   *
   * @param message fact, values, remedy
   * @param cause what led to it, or null
   */
  public ProcessionException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
