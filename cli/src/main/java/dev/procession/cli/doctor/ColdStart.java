package dev.procession.cli.doctor;

import dev.procession.ChildProcess;
import dev.procession.ChildStartException;
import dev.procession.Context;
import java.util.Arrays;
import java.util.Locale;
import java.util.OptionalInt;

/** Measures how long a child takes that nobody has prepared, from its start to its end. */
final class ColdStart {
  private static final int ROUNDS = 3;

  private ColdStart() {}

  static void measure(Report report, Context context, boolean archive) throws InterruptedException {
    try {
      report.fact("cold start", time(context.aotCache(false)) + " without an archive");
      if (archive) {
        report.more(time(context) + " with it");
      }
    } catch (ChildStartException | IllegalStateException e) {
      report.fault("cold start", String.valueOf(e.getMessage()));
    }
  }

  /** The median of a few. */
  private static String time(Context context) throws InterruptedException {
    double[] millis = new double[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
      long start = System.nanoTime();
      ChildProcess child = ChildProcess.of(() -> {}).context(context);
      child.start();
      child.join();
      millis[i] = (System.nanoTime() - start) / 1e6;
      OptionalInt exitCode = child.exitCode();
      if (exitCode.isEmpty() || exitCode.getAsInt() != 0) {
        throw new IllegalStateException("a child that does nothing failed: exitCode=" + exitCode);
      }
    }
    Arrays.sort(millis);
    return String.format(Locale.ROOT, "%.0f ms", millis[ROUNDS / 2]);
  }
}
