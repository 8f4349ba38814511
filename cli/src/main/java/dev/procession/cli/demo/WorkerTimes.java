package dev.procession.cli.demo;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How much processor time the workers have used. Looked at before they end: afterwards nobody
 * knows. Thread-safe.
 */
final class WorkerTimes {
  private final Map<Long, Duration> used = new HashMap<>();

  /** Notes the time of each worker; of one that has ended, the last note stays. */
  synchronized void look(List<Long> pids) {
    for (long pid : pids) {
      ProcessHandle.of(pid)
          .flatMap(process -> process.info().totalCpuDuration())
          .ifPresent(time -> used.merge(pid, time, WorkerTimes::longer));
    }
  }

  /** The time of all workers together. */
  synchronized Duration total() {
    return used.values().stream().reduce(Duration.ZERO, Duration::plus);
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }
}
