package dev.procession.server;

import java.util.ArrayList;
import java.util.List;

/**
 * The workers of a server and what those that are gone have done. Written by the supervisor's
 * thread, read by any; whoever counts sees each worker once, among the living or the dead.
 */
final class Roster {
  // All guarded by this.
  private final List<WorkerProcess> workers = new ArrayList<>();
  private long accepted;
  private long completed;
  private long failed;
  private long lost;
  private long restarts;
  private long killed;
  private long recycled;
  private long reloads;
  private long rollbacks;
  private long generation;

  synchronized void add(WorkerProcess worker) {
    workers.add(worker);
  }

  /** Takes one that has ended off the list, and what it has counted over. */
  synchronized void remove(WorkerProcess worker) {
    workers.remove(worker);
    WorkerBoard.Count count = worker.board().count();
    accepted += count.accepted();
    completed += count.completed();
    failed += count.failed();
    lost += count.active();
    worker.close();
  }

  /** A copy. */
  synchronized List<WorkerProcess> workers() {
    return List.copyOf(workers);
  }

  synchronized void died() {
    restarts++;
  }

  synchronized void killed() {
    killed++;
  }

  synchronized void recycled() {
    recycled++;
  }

  synchronized void rolledBack() {
    rollbacks++;
  }

  synchronized void tookOver(long number) {
    if (generation > 0) {
      reloads++;
    }
    generation = number;
  }

  synchronized ServerStats stats() {
    List<WorkerStats> now = workers.stream().map(WorkerProcess::stats).toList();
    return new ServerStats(
        accepted + now.stream().mapToLong(WorkerStats::accepted).sum(),
        now.stream().mapToLong(WorkerStats::active).sum(),
        completed + now.stream().mapToLong(WorkerStats::completed).sum(),
        failed + now.stream().mapToLong(WorkerStats::failed).sum(),
        lost,
        restarts,
        killed,
        recycled,
        reloads,
        rollbacks,
        generation,
        now);
  }
}
