package dev.procession.examples.cookbook;

import dev.procession.pool.Outcome;
import dev.procession.pool.ProcessPool;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/** Runs test classes in worker processes. */
public final class TestBatch {
  private TestBatch() {}

  // begin report
  /** What one test class came to. */
  record Report(long passed, List<String> failures) {}

  /** Runs one test class with JUnit, in the worker that is asked to. */
  static Report run(Class<?> test) {
    var request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(DiscoverySelectors.selectClass(test))
            .build();
    var listener = new SummaryGeneratingListener();
    LauncherFactory.create().execute(request, listener);
    var summary = listener.getSummary();
    return new Report(
        summary.getTestsSucceededCount(),
        summary.getFailures().stream()
            .map(f -> f.getTestIdentifier().getDisplayName() + " " + f.getException().getMessage())
            .toList());
  }

  // end report

  /** Runs three classes, two of which would end the whole batch if they ran here. */
  public static void main(String[] arguments) {
    // begin batch
    var tests = List.of(SumTest.class, HangingTest.class, ExitingTest.class);
    try (var pool =
        ProcessPool.open(
            c ->
                c.workers(0, 2)
                    .tasksPerWorker(1) // a new JVM for each class
                    .initializer(() -> run(SumTest.class)) // so that JUnit's start is not counted
                    .killGrace(Duration.ofMillis(100)))) {
      pool.outcomes(TestBatch::run, tests, o -> o.taskTimeout(Duration.ofSeconds(2)))
          .forEach(TestBatch::print);
    }
    // end batch
  }

  private static void print(Outcome<Class<?>, Report> outcome) {
    String what =
        switch (outcome) {
          case Outcome.Success<Class<?>, Report>(var index, var test, var attempts, var report) ->
              report.passed() + " passed, failed: " + String.join(", ", report.failures());
          case Outcome.Failure<Class<?>, Report> lost -> lost.error().getMessage();
        };
    System.out.println(outcome.item().getSimpleName() + ": " + what);
  }

  // begin tests
  static class SumTest {
    @Test
    void adds() {
      Assertions.assertEquals(4, 2 + 2);
    }

    @Test
    void multiplies() {
      Assertions.assertEquals(5, 2 * 2);
    }
  }

  static class ExitingTest {
    @Test
    void leaves() {
      System.exit(7);
    }
  }

  static class HangingTest {
    @Test
    void hangs() {
      while (true) {
        Thread.onSpinWait();
      }
    }
  }
  // end tests
}
// prints: SumTest: 1 passed, failed: multiplies() expected: <5> but was: <4>
// prints: HangingTest: the task exceeded its time limit and was …: taskTimeout=PT2S, pid=…
// prints: ExitingTest: the worker died while it ran this item: pid=…, ended by exit code 7
