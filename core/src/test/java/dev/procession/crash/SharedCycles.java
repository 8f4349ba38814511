package dev.procession.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A program that makes each kind of shared thing again and again, closes or drops it, and fails if
 * that costs anything for good. The heap is to be of one size from the beginning.
 */
final class SharedCycles {
  private static final int WARM_UP = 300;
  private static final int BATCH = 400;

  /** The JVM opens and maps things of its own now and then. */
  private static final int MORE_DESCRIPTORS = 3;

  private static final int MORE_MAPPINGS = 60;
  private static final long MORE_KILOBYTES = 48 << 10;
  private static final long DEADLINE = TimeUnit.SECONDS.toNanos(40);

  private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(2);

  /** Few descriptors, and whatever else it takes. */
  private static final Use ROOMY = new Use(60, Integer.MAX_VALUE, Integer.MAX_VALUE);

  private SharedCycles() {}

  /** What this process takes of the machine. */
  private record Use(long descriptors, long mappings, long kilobytes) {
    static Use now() throws IOException {
      try (var descriptors = Files.list(Path.of("/proc/self/fd"));
          var mappings = Files.lines(Path.of("/proc/self/maps"));
          var status = Files.lines(Path.of("/proc/self/status"))) {
        String resident = status.filter(line -> line.startsWith("VmRSS:")).findAny().orElseThrow();
        return new Use(
            descriptors.count(),
            mappings.count(),
            Long.parseLong(resident.replaceAll("[^0-9]", "")));
      }
    }

    boolean isAboutAsMuchAs(Use before) {
      return descriptors <= before.descriptors + MORE_DESCRIPTORS
          && mappings <= before.mappings + MORE_MAPPINGS
          && kilobytes <= before.kilobytes + MORE_KILOBYTES;
    }
  }

  /** Arguments: how often, and whether they are dropped. */
  public static void main(String[] arguments) throws Exception {
    int count = Integer.parseInt(arguments[0]);
    boolean drop = Boolean.parseBoolean(arguments[1]);
    boolean good = true;
    // What all kinds load and link is there once each has been made.
    for (SharedKind kind : SharedKind.values()) {
      cycle(kind, WARM_UP, drop, ROOMY);
    }
    for (SharedKind kind : SharedKind.values()) {
      if (drop && !kind.mayBeDropped()) {
        continue;
      }
      Use before = Use.now();
      long begin = System.nanoTime();
      cycle(kind, count, drop, before);
      long micros = (System.nanoTime() - begin) / 1000 / count;
      Use after = settled(before);
      good &= after.isAboutAsMuchAs(before);
      System.out.println(kind + " micros=" + micros + ", before=" + before + ", after=" + after);
    }
    System.exit(good ? 0 : 1);
  }

  private static void cycle(SharedKind kind, int count, boolean drop, Use before) throws Exception {
    for (int i = 1; i <= count; i++) {
      AutoCloseable thing = kind.make();
      if (!drop) {
        thing.close();
      } else if (i % BATCH == 0 || i == count) {
        thing = null;
        settled(before);
      }
    }
  }

  /** Has the collector at work until all is as before, or the time is up. */
  private static Use settled(Use before) throws IOException {
    long end = System.nanoTime() + DEADLINE;
    Use now = Use.now();
    while (!now.isAboutAsMuchAs(before) && System.nanoTime() < end) {
      System.gc();
      now = Use.now();
      // Those that the collector found are unmapped by another thread, which the next collection
      // would only stop.
      for (long last = Long.MAX_VALUE;
          !now.isAboutAsMuchAs(before) && now.descriptors < last;
          now = Use.now()) {
        last = now.descriptors;
        LockSupport.parkNanos(PAUSE);
      }
    }
    return now;
  }
}
