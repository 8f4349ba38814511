package dev.procession.benchmarks.harness;

import org.jspecify.annotations.Nullable;

/**
 * Somebody cannot take part because something is not here that it needs: a command, a feature of
 * the system. Not an error: it is left out.
 */
public final class NotAvailableException extends Exception {
  private static final long serialVersionUID = 1;

  /**
   * Makes one.
   *
   * @param message what is missing
   * @param cause how that showed, if by an exception
   */
  public NotAvailableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
