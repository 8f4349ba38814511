package dev.procession.cli;

import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * Hands everything to the benchmarks, which are part of a checkout but not of what is installed; so
 * they are found by name, and parse their own arguments.
 */
@Command(
    name = BenchCommand.NAME,
    description = "Measures Procession beside its peers (in a checkout only).")
final class BenchCommand implements Callable<Integer> {
  /** How it is called. */
  static final String NAME = "bench";

  private static final String BENCHMARKS = "dev.procession.benchmarks.Bench";

  @Parameters(description = "As the benchmarks say with: procession bench --help")
  private List<String> arguments = new ArrayList<>();

  @Override
  public Integer call() throws Exception {
    Class<?> benchmarks;
    try {
      benchmarks = Class.forName(BENCHMARKS);
    } catch (ClassNotFoundException e) {
      throw CommandException.failure(
          "the benchmarks are not installed; run ./procession bench in a checkout", e);
    }
    try {
      return (Integer) benchmarks.getMethod("run", List.class).invoke(null, arguments);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof Exception cause) {
        throw cause;
      }
      throw e;
    }
  }
}
