package dev.procession.server;

import dev.procession.ProcessionException;
import org.jspecify.annotations.Nullable;

/**
 * A server could not listen, its workers could not be started or died too often, or a reload was
 * rolled back. The message tells which, with the address or the last death.
 */
public final class ServerException extends ProcessionException {
  private static final long serialVersionUID = 1;

  /**
   * Makes one.
   *
   * @param message fact, values, remedy
   * @param cause what led to it, or null
   */
  public ServerException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
