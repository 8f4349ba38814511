package dev.procession.benchmarks.harness;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Processes that do nothing, and are looked at. Their contestants take turns in looking only: all
 * processes of a line are there all the time, and all are idle.
 */
public final class IdleProcesses implements Contestant {
  private static final int QUICK_MILLIS = 100;

  /** After so long a process has given back what its start took. */
  private static final int SETTLED_MILLIS = 15_000;

  private final List<ProcFiles> files = new ArrayList<>();
  private final Reading reading;
  private final Duration window;
  private final long atLeast;
  private final long settled;
  private final AutoCloseable owner;

  private long lastLook = System.nanoTime();
  private Map<String, Long> lastTimes;

  /** What is looked at, over all processes together. */
  public enum Reading {
    /** The proportional set size in bytes. */
    MEMORY,
    /** The processor time in seconds that is used in a window. */
    PROCESSOR
  }

  /**
   * Takes a first look.
   *
   * @param window processor time is given for as long; in a quick run it is measured for less
   * @param owner ends the processes when it is closed
   * @throws NotAvailableException if this system does not tell enough of its processes
   */
  public IdleProcesses(
      Collection<Long> pids, Reading reading, Duration window, Setting setting, AutoCloseable owner)
      throws Exception {
    this.reading = reading;
    this.window = window;
    this.atLeast = setting.size(Math.toIntExact(window.toMillis()), QUICK_MILLIS) * 1_000_000L;
    this.settled = System.nanoTime() + setting.size(SETTLED_MILLIS, QUICK_MILLIS) * 1_000_000L;
    this.owner = owner;
    try {
      for (long pid : pids) {
        files.add(new ProcFiles(pid));
      }
      lastTimes = runTimes();
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
        case MEMORY -> proportionalSetSize();
        case PROCESSOR -> processorTime();
      }
    };
  }

  private double proportionalSetSize() throws IOException, InterruptedException {
    sleepUntil(settled);
    double sum = 0;
    for (ProcFiles process : files) {
      sum += process.proportionalSetSize();
    }
    return sum;
  }

  /** Since the last look, which is long enough ago then. */
  private double processorTime() throws IOException, InterruptedException {
    // The one that has its turn first waits for all: their windows have passed then, too.
    sleepUntil(lastLook + atLeast);
    Map<String, Long> times = runTimes();
    long now = System.nanoTime();
    long used = 0;
    for (Map.Entry<String, Long> thread : times.entrySet()) {
      used += thread.getValue() - lastTimes.getOrDefault(thread.getKey(), 0L);
    }
    double share = (double) used / (now - lastLook);
    lastLook = now;
    lastTimes = times;
    return share * window.toNanos() / 1e9;
  }

  private static void sleepUntil(long nanoTime) throws InterruptedException {
    long left = nanoTime - System.nanoTime();
    if (left > 0) {
      Thread.sleep(Duration.ofNanos(left));
    }
  }

  /** Thread ids are unique over all processes. */
  private Map<String, Long> runTimes() throws IOException {
    Map<String, Long> times = new HashMap<>();
    for (ProcFiles process : files) {
      times.putAll(process.runTimes());
    }
    return times;
  }

  @Override
  public void close() throws Exception {
    owner.close();
  }
}
