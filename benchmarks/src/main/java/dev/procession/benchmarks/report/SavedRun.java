package dev.procession.benchmarks.report;

import dev.procession.benchmarks.harness.Comparison;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Keeps a run: in a new directory {@code <date>-<machine>}, one file of JSON lines for each group,
 * and {@code summary.md} with the environment and a table.
 */
public final class SavedRun implements Report {
  private final Path parent;
  private final List<Comparison> comparisons = new ArrayList<>();
  private final List<String> environment = new ArrayList<>();
  private String name = "";

  /** Collects; nothing is written before {@link #save()}. */
  public SavedRun(Path parent) {
    this.parent = parent;
  }

  @Override
  public void begin(Environment environment) {
    this.environment.addAll(environment.lines());
    name = environment.slug();
  }

  @Override
  public void add(Comparison comparison) {
    comparisons.add(comparison);
  }

  @Override
  public void end(double stolen) {
    environment.add(StolenTime.line(stolen));
  }

  /**
   * Writes what has been added. Runs kept earlier are never overwritten.
   *
   * @return the new directory
   */
  public Path save() throws IOException {
    Path directory = newDirectory();
    Map<String, List<String>> groups = new LinkedHashMap<>();
    for (Comparison comparison : comparisons) {
      String group = comparison.name().substring(0, comparison.name().indexOf('.'));
      groups.computeIfAbsent(group, g -> new ArrayList<>()).add(JsonReport.line(comparison));
    }
    for (Map.Entry<String, List<String>> group : groups.entrySet()) {
      Files.write(directory.resolve(group.getKey() + ".jsonl"), group.getValue());
    }
    Files.write(directory.resolve("summary.md"), summary());
    return directory;
  }

  private Path newDirectory() throws IOException {
    Files.createDirectories(parent);
    for (int i = 1; ; i++) {
      Path directory = parent.resolve(i == 1 ? name : name + "-" + i);
      try {
        return Files.createDirectory(directory);
      } catch (FileAlreadyExistsException e) {
        // An earlier run of the day.
      }
    }
  }

  private List<String> summary() {
    List<String> text = new ArrayList<>(List.of("# Benchmark run", "", "```text"));
    text.addAll(environment);
    text.addAll(List.of("```", ""));
    text.add(markdown(Row.TITLES));
    text.add(markdown(Row.TITLES.stream().map(title -> "---").toList()));
    comparisons.forEach(comparison -> text.add(markdown(Row.cells(comparison))));
    return text;
  }

  private static String markdown(List<String> cells) {
    return "| " + String.join(" | ", cells) + " |";
  }
}
