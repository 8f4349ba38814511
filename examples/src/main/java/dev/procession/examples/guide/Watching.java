package dev.procession.examples.guide;

import dev.procession.pool.ItemFailure;
import dev.procession.pool.PoolListener;
import dev.procession.pool.PoolStats;
import dev.procession.pool.ProcessPool;
import dev.procession.pool.WorkerDiedException;
import java.util.concurrent.CountDownLatch;

/** Being told of what goes wrong in a pool. */
public final class Watching {
  private Watching() {}

  // begin watching
  /** Writes to a log of errors, or counts for a dashboard. */
  static final class Alarms implements PoolListener {
    private final CountDownLatch last = new CountDownLatch(1);

    @Override
    public void workerDied(WorkerDiedException report) {
      System.out.println("a worker died: exit code " + report.exitCode());
    }

    @Override
    public void itemFailed(ItemFailure failure) {
      System.out.println("an item failed: " + failure.error().getClass().getSimpleName());
    }

    @Override
    public void closed(PoolStats stats) {
      System.out.println("done " + stats.done() + ", failed " + stats.failed());
      last.countDown();
    }
  }

  // end watching

  /** Runs something good and something bad. */
  public static void main(String[] args) throws InterruptedException {
    // begin watching
    var alarms = new Alarms();
    try (var pool = ProcessPool.open(c -> c.workers(1).listener(alarms))) {
      pool.apply(() -> "good");
      pool.submit(() -> Runtime.getRuntime().halt(3));
    }
    alarms.last.await(); // it is told on a thread of its own, which may be a moment later
    // end watching
  }
}

// prints: a worker died: exit code 3
// prints: an item failed: WorkerDiedException
// prints: done 1, failed 1
