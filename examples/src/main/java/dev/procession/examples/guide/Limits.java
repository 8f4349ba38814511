package dev.procession.examples.guide;

import dev.procession.pool.Outcome;
import dev.procession.pool.ProcessPool;
import dev.procession.pool.TaskTimeoutException;
import dev.procession.pool.WorkerDiedException;
import java.time.Duration;
import java.util.List;

/** Items that fail in every way, among others that do not. */
public final class Limits {
  private Limits() {}

  /** Parses documents, most of which are bad. */
  public static void main(String[] args) {
    // begin limits
    var documents = List.of("<ok/>", "not xml", "loop", "crash", "<fine/>");
    try (var pool = ProcessPool.open(2);
        var outcomes =
            pool.outcomes(
                Limits::parse, documents, o -> o.taskTimeout(Duration.ofSeconds(2)).retries(1))) {
      outcomes.forEach(outcome -> System.out.println(describe(outcome)));
    }
    // end limits
  }

  // begin limits
  private static String describe(Outcome<String, String> outcome) {
    String what =
        switch (outcome) {
          case Outcome.Success<String, String> success -> success.value();
          case Outcome.Failure<String, String> failure ->
              switch (failure.error()) {
                case TaskTimeoutException late -> "took too long";
                case WorkerDiedException dead -> "its worker ended with " + dead.exitCode();
                case Throwable thrown -> String.valueOf(thrown.getMessage());
              };
        };
    return outcome.item() + ": " + what + " (attempts: " + outcome.attempts() + ")";
  }

  // end limits

  private static String parse(String document) {
    while (document.equals("loop")) {
      Thread.onSpinWait();
    }
    if (document.equals("crash")) {
      Runtime.getRuntime().halt(3);
    }
    if (!document.startsWith("<")) {
      throw new IllegalArgumentException("no tag at the beginning");
    }
    return "parsed";
  }
}

// prints: <ok/>: parsed (attempts: 1)
// prints: not xml: no tag at the beginning (attempts: 2)
// prints: loop: took too long (attempts: 2)
// prints: crash: its worker ended with 3 (attempts: 2)
// prints: <fine/>: parsed (attempts: 1)
