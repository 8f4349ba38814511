package dev.procession.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;

/** Runs the {@code procession} command and ends the JVM with its exit code. */
public final class Main {
  private static final int SIGPIPE = 13;

  private Main() {}

  /**
   * The entry point.
   *
   * @param arguments as given on the command line
   */
  public static void main(String[] arguments) {
    int exitCode = commandLine().execute(shielded(arguments));
    System.exit(exitCode == ExitCode.SUCCESS && System.out.checkError() ? lost() : exitCode);
  }

  /** The exit code when not all of the output has arrived. */
  private static int lost() {
    String reason;
    // The stream knows that it has failed, but not why; writing to it once more tells.
    try (var out = new FileOutputStream(FileDescriptor.out)) {
      out.write('\n');
      reason = "for a while";
    } catch (IOException e) {
      reason = String.valueOf(e.getMessage());
    }
    if (reason.contains("Broken pipe")) {
      // As with head: whoever reads has had enough.
      return ExitCode.SIGNAL_BASE + SIGPIPE;
    }
    System.err.println("procession: standard output could not be written: " + reason);
    return ExitCode.FAILURE;
  }

  /**
   * What follows the name of a {@link CheckoutCommand} is not ours to parse; a double dash keeps
   * the parser from it.
   */
  static String[] shielded(String[] arguments) {
    if (arguments.length == 0 || !CheckoutCommand.NAMES.contains(arguments[0])) {
      return arguments;
    }
    List<String> shielded = new ArrayList<>(List.of(arguments));
    shielded.add(1, "--");
    return shielded.toArray(String[]::new);
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
