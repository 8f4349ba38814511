package dev.procession.benchmarks.harness;

/** A peer cannot take part because it is not installed here. Not an error: it is left out. */
public final class MissingPeerException extends Exception {
  private static final long serialVersionUID = 1;

  /**
   * Makes one.
   *
   * @param message what is missing
   * @param cause how that showed
   */
  public MissingPeerException(String message, Throwable cause) {
    super(message, cause);
  }
}
