package dev.procession.internal.proc;

import org.jspecify.annotations.Nullable;

/**
 * How a process ended, as Python's {@code exitcode} tells it.
 *
 * @param code N for exit(N), -N for signal N
 */
public record ExitStatus(int code) {
  /** The shell's convention, which the JDK follows: 128 + N for signal N. */
  private static final int SIGNAL_BASE = 128;

  private static final String[] SIGNALS = {
    "", "SIGHUP", "SIGINT", "SIGQUIT", "SIGILL", "SIGTRAP", "SIGABRT", "SIGBUS", "SIGFPE",
    "SIGKILL", "SIGUSR1", "SIGSEGV", "SIGUSR2", "SIGPIPE", "SIGALRM", "SIGTERM"
  };

  private static final int LAST_SIGNAL = 31;

  /**
   * From what {@link Process#exitValue()} says. A JVM that is ended by SIGTERM exits with 143 by
   * itself, so even a system call could not tell that from {@code System.exit(143)}.
   */
  static ExitStatus ofExitValue(int value) {
    boolean signalled = value > SIGNAL_BASE && value <= SIGNAL_BASE + LAST_SIGNAL;
    return new ExitStatus(signalled ? SIGNAL_BASE - value : value);
  }

  /**
   * The same, unless the JVM reports its own crash: it then exits with a code of its own choice,
   * and the signal is in the report.
   */
  ExitStatus orCrash(@Nullable String crashReport) {
    if (crashReport == null || code < 0) {
      return this;
    }
    for (int signal = 1; signal < SIGNALS.length; signal++) {
      if (crashReport.contains("#  " + SIGNALS[signal] + " (")) {
        return new ExitStatus(-signal);
      }
    }
    return this;
  }

  /** Such as SIGKILL; null if it was not a signal. */
  public @Nullable String signal() {
    if (code >= 0) {
      return null;
    }
    return -code < SIGNALS.length ? SIGNALS[-code] : "signal " + -code;
  }

  /** Such as {@code exit code 3} or {@code SIGKILL (exit code -9)}. */
  @Override
  public String toString() {
    String signal = signal();
    return signal == null ? "exit code " + code : signal + " (exit code " + code + ")";
  }
}
