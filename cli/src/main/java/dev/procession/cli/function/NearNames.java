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

  /** How many letters must be inserted, removed or replaced (Levenshtein), row by row. */
  private static int distance(String from, String to) {
    int[] row = new int[to.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[to.length()];
  }
}
