package dev.procession.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/**
 * How much processor time the hypervisor of a virtual machine gave to others while this one wanted
 * to run. Figures suffer from it, those of tasks that wake one another most of all; that all
 * contestants suffer alike is why they take turns.
 *
 * @param stolen ticks until the start
 * @param total ticks until the start
 */
public record StolenTime(long stolen, long total) {
  /** Where steal stands in the first line of {@code /proc/stat}: after user, nice and so on. */
  private static final int STEAL = 7;

  /** Begins to count. */
  public static StolenTime start() {
    try (var lines = Files.lines(Path.of("/proc/stat"))) {
      String[] words = lines.findFirst().orElseThrow().split("\\s+");
      long[] ticks = Arrays.stream(words, 1, STEAL + 2).mapToLong(Long::parseLong).toArray();
      return new StolenTime(ticks[STEAL], Arrays.stream(ticks).sum());
    } catch (IOException e) {
      return new StolenTime(0, 0);
    }
  }

  /** The share of all processor time since the start; 0 where nobody counts it. */
  public double share() {
    StolenTime now = start();
    long passed = now.total - total;
    return passed == 0 ? 0 : (double) (now.stolen - stolen) / passed;
  }

  /** As a line beside those of the {@link Environment}. */
  static String line(double share) {
    return String.format(
        Locale.ROOT, "Stolen   %.0f %% of the processor time during the run", share * 100);
  }
}
