package dev.procession.cli.progress;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What can be found out about the terminal without native code. */
public final class Terminal {
  private static final Path STANDARD_OUTPUT = Path.of("/proc/self/fd/1");
  private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");
  private static final File CONTROLLING_TERMINAL = new File("/dev/tty");
  private static final Size USUAL = new Size(24, 80);

  private Terminal() {}

  /**
   * Whether what is written to standard output is read by a person.
   *
   * @return false if it goes to a file or another program
   */
  public static boolean isStandardOutput() {
    return isTerminal(STANDARD_OUTPUT);
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

  /** Whether standard error is a terminal on which lines can be redrawn. */
  static boolean isStandardError() {
    return canBeRedrawn() && isTerminal(STANDARD_ERROR);
  }

  /**
   * Whether lines on the terminal can be written over.
   *
   * @return what the terminal is said to be
   */
  public static boolean canBeRedrawn() {
    String kind = System.getenv("TERM");
    return kind != null && !kind.equals("dumb");
  }

  /** How many columns the terminal has, as {@code stty} says; the usual 80 if it does not. */
  static int width() {
    return size().columns();
  }

  /**
   * How large the terminal is.
   *
   * @return as {@code stty} says; the usual 24 lines of 80 columns if it does not
   */
  public static Size size() {
    String[] size = setting("size").split(" ", -1);
    try {
      int rows = Integer.parseInt(size[0]);
      int columns = Integer.parseInt(size[size.length - 1]);
      return rows > 0 && columns > 0 ? new Size(rows, columns) : USUAL;
    } catch (NumberFormatException noTerminal) {
      return USUAL;
    }
  }

  /**
   * The size of a terminal.
   *
   * @param rows how many lines
   * @param columns how many characters in each
   */
  public record Size(int rows, int columns) {}

  /**
   * Has {@code stty} look at the terminal, or change it.
   *
   * @param arguments as one would write them
   * @return what it says; empty if there is no terminal or no {@code stty}
   */
  public static String setting(String... arguments) {
    List<String> command = new ArrayList<>(List.of("stty"));
    command.addAll(List.of(arguments));
    try {
      Process stty =
          new ProcessBuilder(command)
              .redirectInput(CONTROLLING_TERMINAL)
              .redirectErrorStream(true)
              .start();
      String says = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      return stty.waitFor() == 0 ? says.strip() : "";
    } catch (IOException e) {
      return "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }
}
