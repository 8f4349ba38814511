package dev.procession.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/**
 * The outcome of a command that ended before it did anything, so that it could be run in the test's
 * own process.
 *
 * @param exitCode its exit code
 * @param err what it wrote to standard error
 */
record InProcess(int exitCode, String err) {

  static InProcess run(String... arguments) {
    var err = new StringWriter();
    int exitCode =
        Main.commandLine().setErr(new PrintWriter(err)).execute(Main.shielded(arguments));
    return new InProcess(exitCode, err.toString());
  }
}
