package dev.procession.examples;

import dev.procession.pool.Outcome;
import dev.procession.pool.ProcessPool;
import dev.procession.pool.WorkerDiedException;
import java.time.Duration;
import java.util.List;

/**
 * Items that crash or hang cost nothing but themselves.
 *
 * <p>One item ends its process, one never ends; the others succeed. {@code outcomes} gives failures
 * as values, where {@code map} would throw the first.
 *
 * <p>Tutorial topic: none; a pool of Python's does not outlive such items
 */
public final class Example31Crash {
  private Example31Crash() {}

  /** Runs four items, two of which are bad. */
  public static void main(String[] arguments) {
    try (var pool = ProcessPool.open(2)) {
      pool.outcomes(
              Example31Crash::handle,
              List.of("good", "crash", "hang", "fine"),
              options -> options.taskTimeout(Duration.ofSeconds(1)))
          .forEach(Example31Crash::print);
    }
  }

  private static String handle(String item) {
    if (item.equals("crash")) {
      Runtime.getRuntime().halt(3);
    }
    while (item.equals("hang")) {
      Thread.onSpinWait();
    }
    return item.toUpperCase(java.util.Locale.ROOT);
  }

  private static void print(Outcome<String, String> outcome) {
    switch (outcome) {
      case Outcome.Success<String, String> success ->
          System.out.println(success.item() + " -> " + success.value());
      case Outcome.Failure<String, String>(var index, var item, var attempts, var error) -> {
        String why =
            error instanceof WorkerDiedException died
                ? "its process ended with exit code " + died.exitCode()
                : error.getClass().getSimpleName();
        System.out.println(item + " failed: " + why);
      }
    }
  }
}
