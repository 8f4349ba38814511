package dev.procession.examples.run;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A run of an example that has ended, and what a check can ask of it. What does not hold is thrown
 * as an {@link AssertionError} with the whole output.
 *
 * <p>A run must end with exit code 0 and without a line on standard error. A check for which that
 * is not so says it, by {@link #exits} or by looking at {@link #errors}.
 */
public final class Run {
  private static final int MANY = 3;

  private final int exitCode;
  private final List<String> lines;
  private final List<String> errors;
  private final Duration took;
  private final long pid;

  private final List<String> shown = new ArrayList<>();
  private boolean exitLookedAt;
  private boolean errorsLookedAt;

  /**
   * A run.
   *
   * @param exitCode as the system tells it: 128 + N for signal N
   * @param lines standard output
   * @param errors standard error
   * @param took from the start of the JVM to its end
   * @param pid of the example's main process
   */
  public Run(int exitCode, List<String> lines, List<String> errors, Duration took, long pid) {
    this.exitCode = exitCode;
    this.lines = List.copyOf(lines);
    this.errors = List.copyOf(errors);
    this.took = took;
    this.pid = pid;
  }

  /**
   * The lines of standard output.
   *
   * @return all of them
   */
  public List<String> lines() {
    return lines;
  }

  /**
   * The lines of standard error. Who asks for them has to say what must be there.
   *
   * @return all of them
   */
  public List<String> errors() {
    errorsLookedAt = true;
    return errors;
  }

  /**
   * How long it took.
   *
   * @return from the start of the JVM to its end
   */
  public Duration took() {
    return took;
  }

  /**
   * The process id of the example's main process.
   *
   * @return the process id
   */
  public long pid() {
    return pid;
  }

  /**
   * What has been checked, in the words of {@link #that}.
   *
   * @return in the order of the check
   */
  public List<String> shown() {
    return List.copyOf(shown);
  }

  /**
   * Holds a statement.
   *
   * @param holds whether it holds
   * @param what the statement, such as "three processes took part"; with the values in it that tell
   *     why it does not hold
   */
  public void that(boolean holds, String what) {
    if (!holds) {
      throw failure(what);
    }
    shown.add(what);
  }

  /**
   * Expects these lines in this order; others may be between them.
   *
   * @param expected the lines
   */
  public void shows(String... expected) {
    int from = 0;
    for (String line : expected) {
      int at = lines.subList(from, lines.size()).indexOf(line);
      if (at < 0) {
        throw failure(
            "a line is there, in its place: line=\"" + line + "\", of " + Arrays.asList(expected));
      }
      from += at + 1;
    }
    shown.add("in this order: " + named(expected));
  }

  /**
   * Expects these lines in this order, and no others.
   *
   * @param expected the lines
   */
  public void showsExactly(String... expected) {
    if (!lines.equals(Arrays.asList(expected))) {
      throw failure("the output is: " + quoted(expected));
    }
    shown.add("exactly this output");
  }

  /**
   * Expects these lines, each as often as it is given, in any order; others may be among them.
   *
   * @param expected the lines
   */
  public void inAnyOrder(String... expected) {
    var left = new ArrayList<>(lines);
    for (String line : expected) {
      if (!left.remove(line)) {
        throw failure("a line is there: line=\"" + line + "\", of " + Arrays.asList(expected));
      }
    }
    shown.add("in any order: " + named(expected));
  }

  /**
   * The lines that match as a whole.
   *
   * @param regex the expression
   * @return in the order of the lines; never empty
   * @throws AssertionError if no line matches
   */
  public List<MatchResult> matches(String regex) {
    Pattern pattern = Pattern.compile(regex);
    List<MatchResult> found =
        lines.stream()
            .map(pattern::matcher)
            .filter(Matcher::matches)
            .map(Matcher::toMatchResult)
            .toList();
    if (found.isEmpty()) {
      throw failure("a line matches: regex=" + regex);
    }
    return found;
  }

  /**
   * The one line that matches as a whole.
   *
   * @param regex the expression
   * @return its match
   * @throws AssertionError if no line matches, or several do
   */
  public MatchResult match(String regex) {
    List<MatchResult> found = matches(regex);
    if (found.size() > 1) {
      throw failure("one line matches: regex=" + regex + ", found=" + found.size());
    }
    return found.getFirst();
  }

  /**
   * The place of a line that is there once.
   *
   * @param line the line
   * @return its index in {@link #lines()}
   * @throws AssertionError if it is missing, or there more than once
   */
  public int at(String line) {
    int at = lines.indexOf(line);
    if (at < 0 || at != lines.lastIndexOf(line)) {
      throw failure("a line is there once: line=\"" + line + "\"");
    }
    return at;
  }

  /**
   * Expects an exit code; 0 is expected unless this is called.
   *
   * @param expected as the system tells it: 128 + N for signal N
   */
  public void exits(int expected) {
    exitLookedAt = true;
    if (exitCode != expected) {
      throw failure("exit code " + expected);
    }
    if (expected != 0) {
      shown.add("exit code " + expected);
    }
  }

  /** Called when the check is through. */
  void endsWell() {
    if (!exitLookedAt) {
      exits(0);
    }
    if (!errorsLookedAt && !errors.isEmpty()) {
      throw failure("nothing on standard error");
    }
  }

  private AssertionError failure(String expected) {
    return new AssertionError(
        "not shown: "
            + expected
            + "\n  exit code "
            + exitCode
            + ", took "
            + took.toMillis()
            + " ms\n  standard output:"
            + indented(lines)
            + "\n  standard error:"
            + indented(errors));
  }

  private static String quoted(String... lines) {
    return "\"" + String.join("\", \"", lines) + "\"";
  }

  /** People have just seen the output. */
  private static String named(String... lines) {
    return lines.length > MANY ? lines.length + " lines" : quoted(lines);
  }

  private static String indented(List<String> lines) {
    return lines.isEmpty() ? " none" : "\n    " + String.join("\n    ", lines);
  }
}
