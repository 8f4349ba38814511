package dev.procession.internal.proc;

import dev.procession.Context;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;

/** The spares of this process, as one sees them who measures. */
public final class SpareWatch {
  private SpareWatch() {}

  /**
   * Has the spares of a context started if they are not there, and waits until all of them stand by
   * and nothing is being started any more.
   *
   * @param likelyBody what they will probably become, a {@link ChildBody}'s class name
   * @return their process ids
   * @throws TimeoutException if that takes too long
   */
  public static List<Long> awaitAll(Context context, String likelyBody, Duration limit)
      throws InterruptedException, TimeoutException {
    LaunchPlan plan = LaunchPlan.of(context);
    Spares spares = Spares.instance();
    long start = System.nanoTime();
    spares.refill(context, plan, likelyBody);
    List<Long> pids = spares.pids(context, plan);
    while (pids.size() < context.spares()) {
      if (System.nanoTime() - start > limit.toNanos()) {
        throw new TimeoutException(
            "spares are missing: ready=" + pids.size() + ", spares=" + context.spares());
      }
      Thread.sleep(1);
      pids = spares.pids(context, plan);
    }
    return pids;
  }

  /** Ends all spares of this process; more come when they are needed. */
  public static void release() {
    Spares.instance().release();
  }
}
