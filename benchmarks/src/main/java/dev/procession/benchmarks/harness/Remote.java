package dev.procession.benchmarks.harness;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * A contestant that is asked for its rounds through a {@link PeerProcess}. Closing it leaves the
 * process to the next line, unless it hangs.
 */
public final class Remote implements Contestant {
  private final PeerProcess process;
  private final Map<String, Object> work;
  private final AutoCloseable belongings;

  /** Written by the thread that measures, read by the one that gives up. */
  private volatile boolean busy;

  /**
   * Makes one.
   *
   * @param process does the work
   * @param work the request; {@code time} is added, the seconds that a round lasts
   */
  public Remote(PeerProcess process, Map<String, Object> work) {
    this(process, work, () -> {});
  }

  /**
   * Makes one whose work needs something of ours.
   *
   * @param process does the work
   * @param work the request; {@code time} is added, the seconds that a round lasts
   * @param belongings what the request tells of; closed with the contestant
   */
  public Remote(PeerProcess process, Map<String, Object> work, AutoCloseable belongings) {
    this.process = process;
    this.work = Map.copyOf(work);
    this.belongings = belongings;
  }

  @Override
  public double[] round(Duration time) throws IOException {
    Map<String, Object> request = new TreeMap<>(work);
    request.put("time", time.toNanos() / 1e9);
    busy = true;
    double[] times = process.times(request);
    busy = false;
    return times;
  }

  @Override
  public void close() throws Exception {
    try (belongings) {
      if (busy) {
        process.close();
      }
    }
  }
}
