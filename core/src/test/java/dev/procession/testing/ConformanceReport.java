package dev.procession.testing;

import static org.junit.platform.engine.TestExecutionResult.Status.SUCCESSFUL;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Collects what came of the tests annotated with {@link Conformance} and writes {@code
 * docs/conformance.md}: whenever a few more have run, so that the last of the JVMs that run them
 * side by side completes it. The JUnit launcher finds it by {@code META-INF/services}.
 *
 * <p>Only a full run says something about all rows, so only a full run writes: the build names the
 * page in the system property {@code procession.conformance.output} and a file for the results of
 * its JVMs in {@code procession.conformance.parts}, and nobody has narrowed the run with {@code
 * -Dtest}, {@code -Dgroups} or {@code -DexcludedGroups}.
 */
public final class ConformanceReport implements TestExecutionListener {
  /** Row id, then {@code Class.method}, then what came of it; not yet added. Guarded by itself. */
  private final Map<String, Map<String, ConformanceOutcome>> held = new TreeMap<>();

  @Override
  public void executionSkipped(TestIdentifier test, String reason) {
    record(test, ConformanceOutcome.SKIPPED);
  }

  @Override
  public void executionFinished(TestIdentifier test, TestExecutionResult result) {
    if (test.isTest() || result.getStatus() != SUCCESSFUL) {
      record(test, outcome(result));
    }
  }

  @Override
  public void testPlanExecutionFinished(TestPlan plan) {
    String output = System.getProperty("procession.conformance.output", "");
    if (!output.isEmpty() && isFullRun()) {
      write(Path.of(output), Path.of(System.getProperty("procession.conformance.parts")));
    }
  }

  /** The portable path is tried with a part of the tests, after all of them have run. */
  private static boolean isFullRun() {
    return !Boolean.getBoolean("dev.procession.portable")
        && Stream.of("test", "groups", "excludedGroups")
            .allMatch(name -> System.getProperty(name, "").isEmpty());
  }

  private static ConformanceOutcome outcome(TestExecutionResult result) {
    return switch (result.getStatus()) {
      case SUCCESSFUL -> ConformanceOutcome.PASSED;
      case ABORTED -> ConformanceOutcome.SKIPPED;
      case FAILED -> ConformanceOutcome.FAILED;
    };
  }

  private void record(TestIdentifier test, ConformanceOutcome outcome) {
    if (test.getSource().orElse(null) instanceof MethodSource source) {
      Conformance rows = source.getJavaMethod().getAnnotation(Conformance.class);
      if (rows != null) {
        synchronized (held) {
          for (String row : rows.value()) {
            held.computeIfAbsent(row, _ -> new TreeMap<>())
                .merge(name(source), outcome, ConformanceOutcome::and);
          }
        }
      }
    }
  }

  private static String name(MethodSource source) {
    String type = source.getClassName();
    return type.substring(type.lastIndexOf('.') + 1).replace('$', '.')
        + "."
        + source.getMethodName();
  }

  private void write(Path page, Path parts) {
    synchronized (held) {
      if (held.isEmpty()) {
        return; // Most classes say nothing of any row.
      }
      new ConformanceParts(parts).add(held, all -> write(page, all));
      held.clear();
    }
  }

  private static void write(Path page, Map<String, Map<String, ConformanceOutcome>> all) {
    try {
      Files.createDirectories(page.toAbsolutePath().getParent());
      Files.writeString(
          page, new ConformancePage(ConformanceRow.all(), ConformanceNotes.load(), all).text());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
