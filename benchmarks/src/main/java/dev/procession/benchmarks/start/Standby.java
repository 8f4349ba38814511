package dev.procession.benchmarks.start;

import dev.procession.Context;
import dev.procession.benchmarks.harness.Contestant;
import dev.procession.benchmarks.harness.Local;
import dev.procession.internal.proc.SpareWatch;
import java.time.Duration;
import java.util.List;

/**
 * A contestant that uses spares. They all stand by when its turn begins; when it ends, those that
 * it has used up are replaced before anybody else has a turn, who would suffer from JVMs that
 * start.
 */
final class Standby implements Contestant {
  /** Far beyond what a JVM needs to start, also on a busy machine. */
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** What spares will be used for, so that they can get ready for it. */
  enum Use {
    CHILD("dev.procession.internal.child.ProcessBody"),
    WORKER("dev.procession.pool.WorkerBody");

    private final String body;

    Use(String body) {
      this.body = body;
    }
  }

  private final Context context;
  private final Use use;
  private final Contestant inner;

  Standby(Context context, Use use, Contestant inner) {
    this.context = context;
    this.use = use;
    this.inner = inner;
  }

  /** Waits until they all stand by. */
  static List<Long> await(Context context, Use use) throws Exception {
    return SpareWatch.awaitAll(context, use.body, LIMIT);
  }

  /** Work that finds all spares standing by each time. */
  static <R> Local.Work<R> before(Context context, Use use, Local.Work<R> work) {
    return resource -> {
      await(context, use);
      return work.seconds(resource);
    };
  }

  @Override
  public double[] round(Duration time) throws Exception {
    await(context, use);
    double[] measured = inner.round(time);
    await(context, use);
    return measured;
  }

  @Override
  public void close() throws Exception {
    try (inner) {
      SpareWatch.release();
    }
  }
}
