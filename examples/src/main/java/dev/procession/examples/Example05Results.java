package dev.procession.examples;

import dev.procession.pool.ProcessPool;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * When to ask for results.
 *
 * <p>Who asks for each result at once has one task run after the other, however many processes
 * there are. Who submits all tasks first and asks later has them run side by side.
 *
 * <p>Tutorial topic: Pool.apply_async and get, at once or later
 */
public final class Example05Results {
  /** How many milliseconds a second lasts. */
  private static final long SECOND = Long.getLong("second", 1000);

  private static final int TASKS = 8;

  private Example05Results() {}

  /** Computes the same squares in both ways. */
  public static void main(String[] arguments) throws Exception {
    try (var pool = ProcessPool.open(4)) {
      long begin = System.nanoTime();
      List<Integer> squares = new ArrayList<>();
      for (int i = 0; i < TASKS; i++) {
        int number = i;
        squares.add(pool.submit(() -> square(number)).get());
      }
      print("asked at once", squares, begin);

      begin = System.nanoTime();
      List<CompletableFuture<Integer>> handles = new ArrayList<>();
      for (int i = 0; i < TASKS; i++) {
        int number = i;
        handles.add(pool.submit(() -> square(number)));
      }
      print("asked later", handles.stream().map(CompletableFuture::join).toList(), begin);
    }
  }

  private static int square(int number) throws InterruptedException {
    Thread.sleep(SECOND);
    return number * number;
  }

  private static void print(String how, List<Integer> squares, long begin) {
    long millis = (System.nanoTime() - begin) / 1_000_000;
    System.out.println(how + ": " + squares + " in " + millis + " ms");
  }
}
