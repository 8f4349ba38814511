package dev.procession.benchmarks;

import dev.procession.benchmarks.channel.ChannelBenchmarks;
import dev.procession.benchmarks.harness.BenchmarkLine;
import dev.procession.benchmarks.manager.ManagerBenchmarks;
import dev.procession.benchmarks.memory.MemoryBenchmarks;
import dev.procession.benchmarks.pool.PoolBenchmarks;
import dev.procession.benchmarks.start.StartBenchmarks;
import dev.procession.benchmarks.sync.SyncBenchmarks;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** All lines there are. */
final class Catalogue {
  private static final List<BenchmarkLine> LINES =
      Stream.of(
              StartBenchmarks.lines(),
              PoolBenchmarks.lines(),
              SyncBenchmarks.lines(),
              MemoryBenchmarks.lines(),
              ChannelBenchmarks.lines(),
              ManagerBenchmarks.lines())
          .flatMap(List::stream)
          .toList();

  private Catalogue() {}

  /** All lines, group by group. */
  static List<BenchmarkLine> lines() {
    return LINES;
  }

  /**
   * Finds lines.
   *
   * @param names groups or lines; none of them for all there are
   * @return in the order of the catalogue
   * @throws IllegalArgumentException if a name is neither a group nor a line
   */
  static List<BenchmarkLine> select(Collection<String> names) {
    Set<BenchmarkLine> chosen = new LinkedHashSet<>();
    for (String name : names) {
      List<BenchmarkLine> found =
          LINES.stream()
              .filter(line -> line.name().equals(name) || line.group().equals(name))
              .toList();
      if (found.isEmpty()) {
        throw new IllegalArgumentException(
            "no such benchmark: '" + name + "'; --list shows them all");
      }
      chosen.addAll(found);
    }
    return names.isEmpty() ? LINES : LINES.stream().filter(chosen::contains).toList();
  }
}
