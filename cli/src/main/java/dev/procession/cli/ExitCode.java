package dev.procession.cli;

/** The exit codes of the command; the overview in {@link RootCommand} documents them. */
public final class ExitCode {
  private ExitCode() {}

  /** All went well. */
  public static final int SUCCESS = 0;

  /** Something failed for which there is no other code. */
  public static final int FAILURE = 1;

  /** The arguments are wrong, and nothing was done. */
  public static final int USAGE = 2;

  /** Some records failed, all others were done. */
  public static final int SOME_FAILED = 3;

  /** A run that signal N stopped ends with 128 + N, as the shell reports it. */
  public static final int SIGNAL_BASE = 128;
}
