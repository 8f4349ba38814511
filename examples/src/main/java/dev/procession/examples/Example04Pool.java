package dev.procession.examples;

import dev.procession.Processes;
import dev.procession.pool.ProcessPool;
import java.util.concurrent.TimeUnit;

/**
 * Ten tasks for a pool of three processes.
 *
 * <p>{@code submit} returns at once, and tasks run as soon as a process is free. After {@code
 * shutdown} the pool takes no more tasks; {@code awaitTermination} returns when all are done.
 * {@code apply} waits for each task, so that one runs after the other.
 *
 * <p>Tutorial topic: Pool.apply_async, close, join; Pool.apply
 */
public final class Example04Pool {
  /** How many milliseconds a second lasts. */
  private static final long SECOND = Long.getLong("second", 1000);

  private Example04Pool() {}

  /** Runs ten tasks without waiting for each, then three with. */
  public static void main(String[] arguments) throws Exception {
    var pool = ProcessPool.open(3);
    for (int i = 0; i < 10; i++) {
      int number = i;
      pool.submit(() -> work("task " + number));
    }
    System.out.println("ten tasks are submitted");
    pool.shutdown();
    pool.awaitTermination(1, TimeUnit.DAYS);
    System.out.println("ten tasks are done");

    try (var another = ProcessPool.open(3)) {
      for (int i = 0; i < 3; i++) {
        int number = i;
        String answer = another.apply(() -> work("blocking task " + number));
        System.out.println("main got: " + answer);
      }
    }
  }

  private static String work(String name) throws InterruptedException {
    System.out.println(name + " begins in " + Processes.current().pid());
    Thread.sleep(SECOND);
    System.out.println(name + " ends in " + Processes.current().pid());
    return name;
  }
}
