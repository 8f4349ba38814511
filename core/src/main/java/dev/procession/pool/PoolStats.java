package dev.procession.pool;

import dev.procession.internal.shm.PoolBoard;
import dev.procession.internal.shm.PoolSight;
import java.time.Duration;
import java.util.List;

/**
 * How a pool is doing: counts since it was opened, and what its workers do now.
 *
 * <p>All figures are of the same moment, and {@code submitted} is always the sum of {@code
 * waiting}, {@code running}, {@code done}, {@code threw}, {@code died}, {@code overLimit} and
 * {@code cancelled}. What a caller has got the result of is counted already.
 *
 * <p>An item is what a worker runs at a time: an element of {@code map} or a stream, or a task.
 * Each is counted by how it ended in the end; times that it was run before are in {@code retried}.
 *
 * <p>Python: has no counterpart.
 *
 * @param submitted items given to the pool; those that could not be sent are not among them, and of
 *     a stream those that have been read so far
 * @param waiting items that no worker has begun
 * @param running items that workers run now, one each
 * @param done items that returned a value
 * @param threw items that failed by themselves, or whose result could not be sent or received
 * @param died items that failed since their worker died, see {@link WorkerDiedException}
 * @param overLimit items that exceeded their limit of time or memory
 * @param cancelled items that nobody wanted any more: cancelled, past the deadline of their call,
 *     or stopped with the pool
 * @param retried how many times an item has been run again after it had failed
 * @param workersWanted how many workers there are to be at most
 * @param workersStarting how many processes have been started and are not ready
 * @param workersIdle how many have nothing to do
 * @param workersBusy how many have items
 * @param workersStarted how many have been started since the pool was opened
 * @param workersDied how many ended though nobody had told them to
 * @param workersKilled how many the pool has killed: for an item that did not stop when it had to,
 *     or used too much memory, or because they could not be talked to
 * @param workersRecycled how many were replaced after {@link PoolConfig#tasksPerWorker()} items
 * @param busyTime how much time all workers have spent on items, as far as they have reported
 * @param workers the workers one by one, the first {@value #MOST_SHOWN} of them
 */
public record PoolStats(
    long submitted,
    long waiting,
    long running,
    long done,
    long threw,
    long died,
    long overLimit,
    long cancelled,
    long retried,
    int workersWanted,
    int workersStarting,
    int workersIdle,
    int workersBusy,
    long workersStarted,
    long workersDied,
    long workersKilled,
    long workersRecycled,
    Duration busyTime,
    List<WorkerStats> workers) {

  /** How many workers are listed one by one at most; the counts are of all. */
  public static final int MOST_SHOWN = 64;

  /** Copies the list. */
  public PoolStats {
    workers = List.copyOf(workers);
  }

  static PoolStats of(PoolSight sight) {
    long submitted = sight.figure(PoolBoard.SUBMITTED);
    long done = sight.figure(PoolBoard.DONE);
    long threw = sight.figure(PoolBoard.THREW);
    long died = sight.figure(PoolBoard.DIED);
    long overLimit = sight.figure(PoolBoard.OVER_LIMIT);
    long cancelled = sight.figure(PoolBoard.CANCELLED);
    long left = Math.max(0, submitted - done - threw - died - overLimit - cancelled);
    int up = (int) sight.figure(PoolBoard.WORKERS_UP);
    int busy = (int) Math.min(up, sight.figure(PoolBoard.WORKERS_BUSY));
    // A worker that has reported all its items is busy for another moment.
    long running = Math.min(left, busy);
    return new PoolStats(
        submitted,
        left - running,
        running,
        done,
        threw,
        died,
        overLimit,
        cancelled,
        sight.figure(PoolBoard.RETRIED),
        (int) sight.figure(PoolBoard.WORKERS_WANTED),
        (int) sight.figure(PoolBoard.WORKERS_STARTING),
        up - busy,
        busy,
        sight.figure(PoolBoard.WORKERS_STARTED),
        sight.figure(PoolBoard.WORKERS_DIED),
        sight.figure(PoolBoard.WORKERS_KILLED),
        sight.figure(PoolBoard.WORKERS_RECYCLED),
        Duration.ofNanos(sight.figure(PoolBoard.BUSY_NANOS)),
        sight.workers().stream().map(WorkerStats::of).toList());
  }

  /**
   * How many items failed, for whatever reason.
   *
   * @return those that threw, whose worker died, and that exceeded a limit; not those that were
   *     cancelled
   */
  public long failed() {
    return threw + died + overLimit;
  }

  /**
   * How many items the pool has done with.
   *
   * @return those that are neither waiting nor running
   */
  public long ended() {
    return done + failed() + cancelled;
  }

  /**
   * How many workers are up.
   *
   * @return those that are idle or busy
   */
  public int workersUp() {
    return workersIdle + workersBusy;
  }
}
