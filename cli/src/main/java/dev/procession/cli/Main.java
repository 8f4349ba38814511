package dev.procession.cli;

import picocli.CommandLine;

/** Runs the {@code procession} command and ends the JVM with its exit code. */
public final class Main {
  private Main() {}

  /**
   * The entry point.
   *
   * @param arguments as given on the command line
   */
  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  /**
   * The command with everything that is set up in code rather than in annotations.
   *
   * @return ready to execute
   */
  static CommandLine commandLine() {
    var errors = new ErrorLines();
    return new CommandLine(new RootCommand())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(errors)
        .setExecutionExceptionHandler(errors);
  }
}
