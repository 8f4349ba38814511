package dev.procession.examples;

import dev.procession.Context;
import dev.procession.StartMethod;
import dev.procession.pool.ProcessPool;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * The same program on a pool of processes and on a pool of threads: only the start method differs.
 * Threads all have the process id of the program.
 *
 * <p>Tutorial topic: ThreadPool, multiprocessing.dummy
 */
public final class Example29Threads {
  /** How many milliseconds a second lasts. */
  private static final long SECOND = Long.getLong("second", 1000);

  private static final int WORKERS = 3;
  private static final List<Integer> NUMBERS = IntStream.rangeClosed(1, 9).boxed().toList();

  private Example29Threads() {}

  /**
   * A result, and who has computed it.
   *
   * @param value the result
   * @param pid the process that has computed it
   */
  private record Square(int value, long pid) {}

  /** Squares nine numbers on each. */
  public static void main(String[] arguments) throws Exception {
    System.out.println("the program is process " + ProcessHandle.current().pid());
    squares(StartMethod.WARM);
    squares(StartMethod.THREAD);
  }

  private static void squares(StartMethod method) throws InterruptedException {
    Context context = Context.standard().startMethod(method);
    try (var pool = ProcessPool.open(c -> c.workers(WORKERS).context(context))) {
      while (pool.workerPids().size() < WORKERS) {
        // So that each worker gets something to do.
        Thread.sleep(10);
      }
      List<Square> squares = pool.map(Example29Threads::square, NUMBERS, o -> o.chunkSize(1));
      Set<Long> pids = new TreeSet<>(squares.stream().map(Square::pid).toList());
      System.out.println(method + ": " + squares.stream().map(Square::value).toList());
      System.out.println(method + ": computed by processes " + pids);
    }
  }

  private static Square square(int number) throws InterruptedException {
    Thread.sleep(SECOND / 2);
    return new Square(number * number, ProcessHandle.current().pid());
  }
}
