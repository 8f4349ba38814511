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
 * docs/conformance.md} when the run ends. The JUnit launcher finds it by {@code META-INF/services}.
 *
 * <p>Only a full run says something about all rows, so only a full run writes: the build names the
 * file in the system property {@code procession.conformance.output}, and nobody has narrowed the
 * run with {@code -Dtest}, {@code -Dgroups} or {@code -DexcludedGroups}.
 */
public final class ConformanceReport implements TestExecutionListener {
  /** Row id, then {@code Class.method}, then what came of it. Guarded by itself. */
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
      write(Path.of(output));
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

  private void write(Path file) {
    synchronized (held) {
      var page = new ConformancePage(ConformanceRow.all(), ConformanceNotes.load(), held);
      try {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, page.text());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
