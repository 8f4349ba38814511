package dev.procession.examples;

import dev.procession.Context;
import dev.procession.StartMethod;
import dev.procession.Task;
import dev.procession.pool.ProcessPool;
import java.util.Collections;
import java.util.Locale;

/**
 * Four tasks at once, on processes and on threads: tasks that compute, and tasks that wait as for a
 * disk or a network.
 *
 * <p>In Python threads cannot compute at the same time. In Java they can, and code is compiled once
 * for all of them, so they are as fast as processes or faster. What waits takes as long as one
 * wait, however many wait. Processes are for what threads cannot give: a heap, a crash or an end of
 * their own.
 *
 * <p>Tutorial topic: CPU-bound and I/O-bound work, processes against threads
 */
public final class Example23Times {
  /** How many milliseconds a second lasts. */
  private static final long SECOND = Long.getLong("second", 1000);

  private static final int TASKS = 4;

  private Example23Times() {}

  /** Prints a table of four times. */
  public static void main(String[] arguments) throws Exception {
    try (var processes = pool(StartMethod.WARM);
        var threads = pool(StartMethod.THREAD)) {
      while (processes.stats().workersUp() < TASKS) {
        // Their start is not to be measured.
        Thread.sleep(10);
      }
      System.out.println("              processes    threads");
      row("computing", Example23Times::compute, processes, threads);
      row("waiting", Example23Times::await, processes, threads);
    }
  }

  private static ProcessPool pool(StartMethod method) {
    Context context = Context.standard().startMethod(method);
    return ProcessPool.open(c -> c.workers(TASKS).context(context));
  }

  private static void row(
      String what, Task<Double> task, ProcessPool processes, ProcessPool threads) {
    double first = seconds(processes, task);
    double second = seconds(threads, task);
    System.out.printf(Locale.ROOT, "%-12s %8.2f s %8.2f s%n", what, first, second);
  }

  private static double seconds(ProcessPool pool, Task<Double> task) {
    long start = System.nanoTime();
    pool.map(Task::call, Collections.nCopies(TASKS, task), o -> o.chunkSize(1));
    return (System.nanoTime() - start) / 1e9;
  }

  private static double compute() {
    double sum = 0;
    for (int i = 1; i < 10_000_000; i++) {
      sum += Math.sqrt(i) / i;
    }
    return sum;
  }

  private static double await() throws InterruptedException {
    Thread.sleep(SECOND);
    return SECOND;
  }
}
