package dev.procession.server;

import java.util.List;

/**
 * What is known of a server at one moment, read from shared memory without disturbing the workers.
 *
 * <p>{@code accepted} is the sum of {@code active}, {@code completed}, {@code failed} and {@code
 * lost}. Once the server is idle the numbers are exact, whatever died meanwhile.
 *
 * @param accepted connections accepted since the server was opened
 * @param active connections that are being handled
 * @param completed connections whose handler has returned
 * @param failed connections whose handler has thrown, or was ended for its time, or could not be
 *     begun
 * @param lost connections that were open when their process died
 * @param restarts workers that died unasked, whatever the reason
 * @param killed workers that were killed: for a handler that does not end, for silence, or because
 *     they had not finished when the time to drain was up
 * @param recycled workers that were replaced for their age or memory
 * @param reloads reloads that succeeded
 * @param rollbacks reloads that failed
 * @param generation number of the current handler, from 1
 * @param workers the workers, oldest first; in mode {@link ServerMode#PROCESS_PER_CONNECTION} the
 *     processes that handle connections now
 */
public record ServerStats(
    long accepted,
    long active,
    long completed,
    long failed,
    long lost,
    long restarts,
    long killed,
    long recycled,
    long reloads,
    long rollbacks,
    long generation,
    List<WorkerStats> workers) {

  /** Copies the list. */
  public ServerStats {
    workers = List.copyOf(workers);
  }

  /**
   * How many workers accept connections.
   *
   * @return those in state {@link WorkerState#SERVING}
   */
  public int serving() {
    return (int) workers.stream().filter(w -> w.state() == WorkerState.SERVING).count();
  }

  /**
   * The process ids of the workers that accept connections.
   *
   * @return oldest first
   */
  public List<Long> servingPids() {
    return workers.stream()
        .filter(w -> w.state() == WorkerState.SERVING)
        .map(WorkerStats::pid)
        .toList();
  }
}
