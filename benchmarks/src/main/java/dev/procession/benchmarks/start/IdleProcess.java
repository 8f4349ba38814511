package dev.procession.benchmarks.start;

import dev.procession.benchmarks.harness.Contestant;
import dev.procession.benchmarks.harness.NotAvailableException;
import dev.procession.benchmarks.harness.Setting;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;

/**
 * A process that does nothing, and is looked at. Its contestants take turns in looking only: all
 * processes of a line are there all the time, and all are idle.
 */
final class IdleProcess implements Contestant {
  /** The processor time is given for as long, however long it was measured. */
  private static final Duration WINDOW = Duration.ofSeconds(3);

  private static final Duration QUICK_WINDOW = Duration.ofMillis(100);

  private final ProcFiles files;
  private final Reading reading;
  private final long window;
  private final AutoCloseable owner;

  private long lastLook = System.nanoTime();
  private Map<String, Long> lastTimes;

  /** What is looked at. */
  enum Reading {
    /** The proportional set size in bytes. */
    MEMORY,
    /** The processor time in seconds that is used in three seconds. */
    PROCESSOR
  }

  /**
   * Takes a first look.
   *
   * @param owner ends the process when it is closed
   * @throws NotAvailableException if this system does not tell enough of its processes
   */
  IdleProcess(long pid, Reading reading, Setting setting, AutoCloseable owner) throws Exception {
    this.reading = reading;
    this.owner = owner;
    window =
        (long) setting.size((int) WINDOW.toMillis(), (int) QUICK_WINDOW.toMillis()) * 1_000_000;
    try {
      files = new ProcFiles(pid);
      lastTimes = files.runTimes();
    } catch (IOException | NotAvailableException e) {
      owner.close();
      throw e;
    }
  }

  /** One look, however long a turn should be. */
  @Override
  public double[] round(Duration time) throws Exception {
    return new double[] {
      switch (reading) {
        case MEMORY -> files.proportionalSetSize();
        case PROCESSOR -> processorTime();
      }
    };
  }

  /** Since the last look, which is at least a window ago then. */
  private double processorTime() throws IOException, InterruptedException {
    // The one that has its turn first waits for all: their windows have passed then, too.
    long left = lastLook + window - System.nanoTime();
    if (left > 0) {
      Thread.sleep(Duration.ofNanos(left));
    }
    Map<String, Long> times = files.runTimes();
    long now = System.nanoTime();
    long used = 0;
    for (Map.Entry<String, Long> thread : times.entrySet()) {
      used += thread.getValue() - lastTimes.getOrDefault(thread.getKey(), 0L);
    }
    double share = (double) used / (now - lastLook);
    lastLook = now;
    lastTimes = times;
    return share * WINDOW.toNanos() / 1e9;
  }

  @Override
  public void close() throws Exception {
    owner.close();
  }
}
