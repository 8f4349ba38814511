package dev.procession.cli.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The figures of many classes added up. The order in which they are added makes no difference, so
 * two runs over the same classes have equal totals.
 */
final class Totals {
  private static final int LONGEST = 10;

  private final SortedMap<String, ModuleTotals> modules = new TreeMap<>();
  private final List<MethodSize> longest = new ArrayList<>();

  /** A sum, since sums do not depend on the order. */
  private long digest;

  /** Adds a class. */
  void add(ClassFigures figures) {
    modules.merge(figures.module(), ModuleTotals.of(figures), ModuleTotals::plus);
    digest += figures.digest();
    if (longest.addAll(figures.longMethods())) {
      longest.sort(MethodSize.LONGEST_FIRST);
      longest.subList(Math.min(LONGEST, longest.size()), longest.size()).clear();
    }
  }

  /** One for each module, in the order of their names. */
  List<ModuleTotals> modules() {
    return List.copyOf(modules.values());
  }

  /** The ten longest methods. */
  List<MethodSize> longest() {
    return List.copyOf(longest);
  }

  /** Everything together. */
  ModuleTotals all() {
    return ModuleTotals.sum("all", modules.values());
  }

  /** A number that differs if anything was found to be different anywhere. */
  String checksum() {
    return "%016x".formatted(digest);
  }

  /** Whether exactly the same was found. */
  boolean sameAs(Totals other) {
    return digest == other.digest && modules.equals(other.modules) && longest.equals(other.longest);
  }
}
