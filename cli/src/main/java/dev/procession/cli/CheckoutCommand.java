package dev.procession.cli;

import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * Hands everything to a part of a checkout that is not installed; so it is found by name, and
 * parses its own arguments.
 */
abstract sealed class CheckoutCommand implements Callable<Integer> {
  private static final String BENCH = "bench";
  private static final String EXAMPLES = "examples";

  /** The commands whose arguments are not ours to parse. */
  static final Set<String> NAMES = Set.of(BENCH, EXAMPLES);

  private final String command;
  private final String what;
  private final String main;

  @Parameters(description = "As it says itself with: --help")
  private List<String> arguments = new ArrayList<>();

  private CheckoutCommand(String command, String what, String main) {
    this.command = command;
    this.what = what;
    this.main = main;
  }

  @Override
  public Integer call() throws Exception {
    Class<?> found;
    try {
      found = Class.forName(main);
    } catch (ClassNotFoundException e) {
      throw CommandException.failure(
          what + " are not installed; run ./procession " + command + " in a checkout", e);
    }
    try {
      return (Integer) found.getMethod("run", List.class).invoke(null, arguments);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof Exception cause) {
        throw cause;
      }
      throw e;
    }
  }

  /** {@code procession bench}. */
  @Command(name = BENCH, description = "Measures Procession beside its peers (in a checkout only).")
  static final class Bench extends CheckoutCommand {
    Bench() {
      super(BENCH, "the benchmarks", "dev.procession.benchmarks.Bench");
    }
  }

  /** {@code procession examples}. */
  @Command(
      name = EXAMPLES,
      description = "Lists the examples, runs them and checks them (in a checkout only).")
  static final class Examples extends CheckoutCommand {
    Examples() {
      super(EXAMPLES, "the examples", "dev.procession.examples.run.Examples");
    }
  }
}
