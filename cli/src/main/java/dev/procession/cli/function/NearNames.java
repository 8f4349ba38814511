package dev.procession.cli.function;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Finds what somebody may have meant who wrote a name that does not exist. */
final class NearNames {
  private static final int MOST = 3;

  private NearNames() {}

  /**
   * The end of an error message: {@code ; did you mean a or b?}, or nothing if no name is near.
   *
   * @param name what was written
   * @param existing what could have been meant
   */
  static String hint(String name, Collection<String> existing) {
    List<String> near = find(name, existing);
    return near.isEmpty() ? "" : "; did you mean " + String.join(" or ", near) + "?";
  }

  /** At most three names, the nearest first. */
  static List<String> find(String name, Collection<String> existing) {
    record Candidate(String name, int distance) {}
    return existing.stream()
        .distinct()
        .map(other -> new Candidate(other, distance(simple(name), simple(other))))
        .filter(candidate -> candidate.distance() <= Math.max(1, simple(name).length() / 3))
        .sorted(
            Comparator.comparingInt(Candidate::distance)
                .thenComparingInt(candidate -> distance(name, candidate.name()))
                .thenComparing(Candidate::name))
        .limit(MOST)
        .map(Candidate::name)
        .toList();
  }

  /** Of a class its name without package: people misspell names, but forget whole packages. */
  private static String simple(String name) {
    return name.substring(1 + Math.max(name.lastIndexOf('.'), name.lastIndexOf('$')))
        .toLowerCase(Locale.ROOT);
  }

  /**
   * How many letters must be inserted, removed, replaced or exchanged with the next (optimal string
   * alignment). The table holds the distances of all beginnings.
   */
  private static int distance(String from, String to) {
    int[][] table = new int[from.length() + 1][to.length() + 1];
    for (int i = 0; i <= from.length(); i++) {
      for (int j = 0; j <= to.length(); j++) {
        if (i == 0 || j == 0) {
          table[i][j] = i + j;
          continue;
        }
        boolean same = from.charAt(i - 1) == to.charAt(j - 1);
        int least = table[i - 1][j - 1] + (same ? 0 : 1);
        least = Math.min(least, 1 + Math.min(table[i - 1][j], table[i][j - 1]));
        if (i > 1
            && j > 1
            && from.charAt(i - 1) == to.charAt(j - 2)
            && from.charAt(i - 2) == to.charAt(j - 1)) {
          least = Math.min(least, table[i - 2][j - 2] + 1);
        }
        table[i][j] = least;
      }
    }
    return table[from.length()][to.length()];
  }
}
