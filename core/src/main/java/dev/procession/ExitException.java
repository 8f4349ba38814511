package dev.procession;

import org.jspecify.annotations.Nullable;

/**
 * Ends the child in which it is thrown with an exit code, from any depth of calls, after all {@code
 * finally} blocks and shutdown hooks have run. Unlike {@link System#exit} it works for {@link
 * StartMethod#THREAD} too.
 *
 * <p>Python: {@code sys.exit(code)}, {@code SystemExit}.
 */
public final class ExitException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The exit code. */
  private final int code;

  /**
   * Ends the child quietly.
   *
   * @param code 0 for success; the operating system keeps the lowest eight bits
   */
  public ExitException(int code) {
    super(null, null, false, false);
    this.code = code;
  }

  /**
   * Ends the child with exit code 1 and a message on its standard error.
   *
   * @param message what to print
   */
  public ExitException(String message) {
    super(message, null, false, false);
    this.code = 1;
  }

  /**
   * The exit code.
   *
   * @return as given to the constructor
   */
  public int code() {
    return code;
  }

  /** What to print; null for nothing. */
  @Override
  public @Nullable String getMessage() {
    return super.getMessage();
  }
}
