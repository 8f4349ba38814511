package dev.procession.channel;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The other side of a connection has another key, no key, or asks for a digest that is not allowed.
 *
 * <p>Python: {@code multiprocessing.AuthenticationError}.
 */
public final class AuthenticationException extends IOException {
  private static final long serialVersionUID = 1;

  /**
   * Makes one.
   *
   * @param message fact, values, remedy
   * @param cause what led to it, or null
   */
  public AuthenticationException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
