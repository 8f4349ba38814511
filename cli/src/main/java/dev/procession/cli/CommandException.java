package dev.procession.cli;

import org.jspecify.annotations.Nullable;

/**
 * Ends the command with one line for the user: the fact, the values involved as {@code name=value},
 * the remedy.
 */
public final class CommandException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** With which code the command ends. */
  private final int exitCode;

  private CommandException(int exitCode, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
  }

  /**
   * The arguments are wrong.
   *
   * @param message one line
   * @return to be thrown
   */
  public static CommandException usage(String message) {
    return new CommandException(ExitCode.USAGE, message, null);
  }

  /**
   * The arguments are right, but the work failed.
   *
   * @param message one line
   * @param cause what led to it, or null
   * @return to be thrown
   */
  public static CommandException failure(String message, @Nullable Throwable cause) {
    return new CommandException(ExitCode.FAILURE, message, cause);
  }

  /**
   * With which code the command ends.
   *
   * @return one of {@link ExitCode}
   */
  public int exitCode() {
    return exitCode;
  }
}
