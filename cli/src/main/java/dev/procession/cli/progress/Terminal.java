package dev.procession.cli.progress;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What can be found out about the terminal without native code. */
public final class Terminal {
  private static final Path STANDARD_OUTPUT = Path.of("/proc/self/fd/1");
  private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");
  private static final File CONTROLLING_TERMINAL = new File("/dev/tty");
  private static final int USUAL_WIDTH = 80;

  private Terminal() {}

  /**
   * Whether what is written to standard output is read by a person.
   *
   * @return false if it goes to a file or another program
   */
  public static boolean isStandardOutput() {
    return isTerminal(STANDARD_OUTPUT);
  }

  /** Whether standard error is a terminal on which lines can be redrawn. */
  static boolean isStandardError() {
    String kind = System.getenv("TERM");
    return kind != null && !kind.equals("dumb") && isTerminal(STANDARD_ERROR);
  }

  @SuppressWarnings("SystemConsoleNull") // since JDK 25 it may be null again
  private static boolean isTerminal(Path descriptor) {
    try {
      String target = Files.readSymbolicLink(descriptor).toString();
      return target.startsWith("/dev/pts/")
          || target.startsWith("/dev/tty")
          || target.equals("/dev/console");
    } catch (IOException | UnsupportedOperationException e) {
      // Not Linux. This asks for standard input and output, which is the next best thing.
      return System.console() != null && System.console().isTerminal();
    }
  }

  /** How many columns the terminal has, as {@code stty} says; the usual 80 if it does not. */
  static int width() {
    try {
      Process stty =
          new ProcessBuilder("stty", "size")
              .redirectInput(CONTROLLING_TERMINAL)
              .redirectErrorStream(true)
              .start();
      String size = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      int columns = Integer.parseInt(size.strip().substring(size.indexOf(' ') + 1));
      return columns > 0 ? columns : USUAL_WIDTH;
    } catch (IOException | NumberFormatException e) {
      return USUAL_WIDTH;
    }
  }
}
