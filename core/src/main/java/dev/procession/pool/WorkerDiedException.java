package dev.procession.pool;

import dev.procession.ProcessionException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The worker that ran this item died: it was killed by a signal, crashed in native code, or the
 * task ended the process; or it was a thread and was given up. Only the item that was running fails
 * so.
 *
 * <p>Python: {@code BrokenProcessPool}; {@code multiprocessing.Pool} waits for ever instead.
 */
public final class WorkerDiedException extends ProcessionException {
  private static final long serialVersionUID = 1;

  /** The dead worker's process id. */
  private final long pid;

  /** N for exit(N), -N for signal N. */
  private final int exitCode;

  /** Such as SIGKILL; null if it was not a signal. */
  private final @Nullable String signal;

  /** The last lines of standard output and error, oldest first. */
  private final List<String> lastOutput;

  /** What the JVM wrote about its own crash; null if nothing. */
  private final @Nullable String crashReport;

  /**
   * Makes one.
   *
   * @param message fact, values, remedy
   * @param pid the dead worker's process id
   * @param exitCode N for exit(N), -N for signal N
   * @param signal such as SIGKILL; null if it was not a signal
   * @param lastOutput the last lines of standard output and error, oldest first
   * @param crashReport what the JVM wrote about its own crash; null if nothing
   */
  public WorkerDiedException(
      String message,
      long pid,
      int exitCode,
      @Nullable String signal,
      List<String> lastOutput,
      @Nullable String crashReport) {
    super(message, null);
    this.pid = pid;
    this.exitCode = exitCode;
    this.signal = signal;
    this.lastOutput = List.copyOf(lastOutput);
    this.crashReport = crashReport;
  }

  /**
   * The dead worker's process id.
   *
   * @return a process id, perhaps in use again by now
   */
  public long pid() {
    return pid;
  }

  /**
   * How the worker ended: N for {@code System.exit(N)} or {@code Runtime.halt(N)}, -N for signal N,
   * as in Python. An exit with 129 to 159 cannot be told from a signal and reads as one.
   *
   * @return an exit code
   */
  public int exitCode() {
    return exitCode;
  }

  /**
   * The signal that ended the worker.
   *
   * @return such as {@code SIGKILL}; null if it was not a signal
   */
  public @Nullable String signal() {
    return signal;
  }

  /**
   * The last lines that the worker wrote to standard output and standard error.
   *
   * @return oldest first; may be empty
   */
  public List<String> lastOutput() {
    return lastOutput;
  }

  /**
   * What the JVM reported about a crash in native code or in itself (the {@code hs_err} file).
   *
   * @return the report, shortened; null if there is none
   */
  public @Nullable String crashReport() {
    return crashReport;
  }
}
