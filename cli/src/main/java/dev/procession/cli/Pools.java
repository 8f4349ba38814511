package dev.procession.cli;

import dev.procession.pool.ProcessPool;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Ends pools whose work is not wanted any more. */
public final class Pools {
  /** Longer than a worker is given to end by itself before it is killed. */
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private Pools() {}

  /**
   * Stops a pool and waits for its workers to end, so that it can clean up; but not for ever: one
   * of its threads may be reading from a terminal. What is left ends with this process.
   *
   * @param pool to be stopped
   */
  public static void stop(ProcessPool pool) {
    pool.shutdownNow();
    try {
      pool.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
