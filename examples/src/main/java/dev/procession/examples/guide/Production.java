package dev.procession.examples.guide;

import dev.procession.Context;
import dev.procession.pool.ProcessPool;
import java.time.Duration;

/** A pool for a service that runs for months. */
public final class Production {
  private Production() {}

  /** Opens it, and closes it as a service does. */
  public static void main(String[] args) {
    // begin production
    Context small =
        Context.standard()
            .maxHeap(256L << 20) // or each worker may use as much as the program
            .environment("TZ", "UTC")
            .preload("java.time.format.DateTimeFormatter"); // loaded before the first task
    ProcessPool pool =
        ProcessPool.open(
            c ->
                c.name("thumbnails") // in logs, threads, procession top
                    .workers(1, 8) // as many as there is work for
                    .context(small)
                    .initializer(Production::warmUp) // once in each worker
                    .tasksPerWorker(10_000) // replaced then, against slow leaks
                    .taskTimeout(Duration.ofSeconds(30))
                    .memoryLimit(512L << 20)); // whole process, native memory too
    // end production
    System.out.println(pool.apply(() -> Runtime.getRuntime().maxMemory() <= 256L << 20));
    // begin production

    boolean finished = pool.close(Duration.ofSeconds(20)); // at the end of the service
    // end production
    System.out.println(finished);
  }

  private static void warmUp() {}
}

// prints: true
// prints: true
