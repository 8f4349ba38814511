package dev.procession.manager;

import dev.procession.ProcessionException;

/**
 * A manager does not do what was asked, and said why: the key is another one, a token does not fit,
 * a type is not registered, the versions differ.
 */
public final class ManagerRefusedException extends ProcessionException {
  private static final long serialVersionUID = 1;

  /**
   * Makes one.
   *
   * @param message fact, values, remedy
   */
  public ManagerRefusedException(String message) {
    super(message, null);
  }
}
