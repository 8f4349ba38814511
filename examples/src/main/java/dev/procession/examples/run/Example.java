package dev.procession.examples.run;

import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/**
 * One example, and how to check it.
 *
 * @param number its number, from 1
 * @param title a few words
 * @param main its class
 * @param check holds what a run must show
 * @param options of the JVM for a checked run, such as {@code -Dsecond=100}
 * @param arguments of a checked run
 * @param visitor does what the run needs somebody for
 * @param alone whether it shows how long things take, so that no other may run beside it
 */
public record Example(
    int number,
    String title,
    Class<?> main,
    Check check,
    List<String> options,
    List<String> arguments,
    Visitor visitor,
    boolean alone) {

  /** Copies the lists. */
  public Example {
    options = List.copyOf(options);
    arguments = List.copyOf(arguments);
  }

  /**
   * An example that takes no arguments and needs nobody.
   *
   * @param number its number
   * @param title a few words
   * @param main its class
   * @param check holds what a run must show
   * @param options of the JVM for a checked run
   */
  public Example(int number, String title, Class<?> main, Check check, List<String> options) {
    this(number, title, main, check, options, List.of(), program -> {}, false);
  }

  /**
   * The same with arguments for the checked run.
   *
   * @param values the arguments
   * @return a changed copy
   */
  public Example withArguments(String... values) {
    return new Example(number, title, main, check, options, List.of(values), visitor, alone);
  }

  /**
   * The same with somebody who does something while the checked run goes on.
   *
   * @param other the visitor
   * @return a changed copy
   */
  public Example visitedBy(Visitor other) {
    return new Example(number, title, main, check, options, arguments, other, alone);
  }

  /**
   * The same with no other beside it.
   *
   * @return a changed copy
   */
  public Example runAlone() {
    return new Example(number, title, main, check, options, arguments, visitor, true);
  }

  /**
   * Runs it and checks what it has shown.
   *
   * @param watcher gets each line as it is printed
   * @return the run, whose {@link Run#shown()} says what was checked
   * @throws AssertionError if it does not show what it must, or does not end in time
   * @throws IOException if no JVM could be started
   * @throws InterruptedException if this thread is interrupted; the example is killed
   */
  public Run verify(Consumer<String> watcher) throws IOException, InterruptedException {
    try (var program = ExampleProgram.start(main, options, arguments, watcher)) {
      visitor.visit(program);
      Run run = program.await();
      check.check(run);
      run.endsWell();
      return run;
    }
  }

  /** Number and title, as people see it in lists and in the names of tests. */
  @Override
  public String toString() {
    return "%02d %s".formatted(number, title);
  }
}
