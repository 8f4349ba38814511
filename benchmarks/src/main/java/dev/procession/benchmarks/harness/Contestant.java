package dev.procession.benchmarks.harness;

import java.time.Duration;

/**
 * Somebody who is ready to do the work of one line: a pool that is open, a peer's process that
 * waits.
 *
 * <p>Used by one thread at a time. {@link #close()} may come from another thread while a round
 * hangs, and should then make it fail if it can.
 */
public interface Contestant extends AutoCloseable {

  /**
   * Does the work again and again.
   *
   * @param time when this has passed, no new work begins; the work is done once in any case
   * @return what was measured, mostly the seconds that one unit of work took, once for each time
   *     the work was done
   * @throws Exception if the work failed, or its result was wrong
   */
  double[] round(Duration time) throws Exception;
}
