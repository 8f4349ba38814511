package dev.procession.manager;

import dev.procession.ProcessionException;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The manager of an object has died, been closed, or cannot be reached any more, and the object
 * with it. A call that was under way may or may not have been done. If the manager keeps a
 * {@linkplain ManagerConfig#journal journal}, the object is there again soon, and later calls
 * succeed.
 *
 * <p>Python: any of {@code EOFError}, {@code ConnectionResetError}, {@code BrokenPipeError} and
 * {@code ConnectionRefusedError}.
 */
public final class ManagerDiedException extends ProcessionException {
  private static final long serialVersionUID = 1;

  /** The process. */
  private final long pid;

  /** How it ended; null if this process cannot know. */
  private final @Nullable Integer exitCode;

  /**
   * Makes one.
   *
   * @param message fact, values, remedy
   * @param pid the manager's process; 0 if that is not known
   * @param exitCode its exit code; null if this process cannot know
   * @param cause what was noticed first, or null
   */
  public ManagerDiedException(
      String message, long pid, @Nullable Integer exitCode, @Nullable Throwable cause) {
    super(message, cause);
    this.pid = pid;
    this.exitCode = exitCode;
  }

  /**
   * The manager's process.
   *
   * @return its id; 0 if that is not known, as for a manager that could not be reached at all
   */
  public long pid() {
    return pid;
  }

  /**
   * How the manager's process ended, as far as this process can know: the one that started it does.
   *
   * @return the exit code, negative for a signal; empty if it is not known
   */
  public OptionalInt exitCode() {
    return exitCode == null ? OptionalInt.empty() : OptionalInt.of(exitCode);
  }
}
