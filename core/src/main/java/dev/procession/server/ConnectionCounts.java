package dev.procession.server;

import dev.procession.ChildProcess;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a server with a process for each connection knows of them. Used by any thread. */
final class ConnectionCounts {
  // All guarded by this.
  private final Map<ChildProcess, Long> running = new LinkedHashMap<>();
  private long accepted;
  private long completed;
  private long failed;
  private long lost;
  private long killed;
  private long reloads;
  private long rollbacks;
  private long generation;

  synchronized void accepted() {
    accepted++;
  }

  /** One for which there is no process. */
  synchronized void failed() {
    failed++;
  }

  /** One whose process could not be started, or not be waited for. */
  synchronized void dropped(ChildProcess child) {
    running.remove(child);
    failed++;
  }

  synchronized void begun(ChildProcess child, long generation) {
    running.put(child, generation);
  }

  synchronized void ended(ChildProcess child) {
    running.remove(child);
    int code = child.exitCode().orElseThrow();
    if (code == 0) {
      completed++;
    } else if (code > 0) {
      failed++;
    } else {
      lost++;
    }
  }

  synchronized void killed() {
    killed++;
  }

  /** Kills those that run; those that begin later see to that themselves. */
  synchronized void killAll() {
    running.keySet().forEach(ChildProcess::kill);
  }

  synchronized void tookOver(long number) {
    if (generation > 0) {
      reloads++;
    }
    generation = number;
  }

  synchronized void rolledBack() {
    rollbacks++;
  }

  synchronized long generation() {
    return generation;
  }

  synchronized ServerStats stats() {
    List<WorkerStats> now =
        running.entrySet().stream()
            .map(
                one ->
                    new WorkerStats(
                        one.getKey().pid(),
                        one.getKey().name(),
                        one.getValue(),
                        WorkerState.SERVING,
                        1,
                        1,
                        0,
                        0,
                        0))
            .toList();
    return new ServerStats(
        accepted,
        accepted - completed - failed - lost,
        completed,
        failed,
        lost,
        0,
        killed,
        0,
        reloads,
        rollbacks,
        generation,
        now);
  }
}
