package dev.procession.examples;

import dev.procession.Processes;
import dev.procession.pool.ProcessPool;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A heavy computation called on many numbers, in as many processes as there are processors. Results
 * come in the order of the numbers, whichever process was first.
 *
 * <p>One process does the same for comparison. How much faster several are depends on what else the
 * processors have to do.
 *
 * <p>Tutorial topic: ProcessPoolExecutor.map
 */
public final class Example22Map {
  private static final List<Integer> LIMITS =
      IntStream.rangeClosed(1, 12).map(i -> 200_000 + i * 10_000).boxed().toList();

  private Example22Map() {}

  /**
   * A result, and who has computed it.
   *
   * @param primes how many primes there are
   * @param pid the process that has counted them
   */
  private record Count(long primes, long pid) {}

  /**
   * All results of a call.
   *
   * @param counts in the order of the numbers
   * @param seconds how long it took
   */
  private record Run(List<Count> counts, double seconds) {}

  /** Counts primes in one process, then in several. */
  public static void main(String[] arguments) throws Exception {
    Run alone = run(1);
    Run shared = run(Processes.availableProcessors());
    for (int i = 0; i < LIMITS.size(); i++) {
      System.out.println("primes below " + LIMITS.get(i) + ": " + shared.counts().get(i).primes());
    }
    System.out.printf(
        Locale.ROOT, "%.1f times as fast as one process%n", alone.seconds() / shared.seconds());
  }

  private static Run run(int workers) throws InterruptedException {
    try (var pool = ProcessPool.open(workers)) {
      while (pool.workerPids().size() < workers) {
        // Their start is not to be measured.
        Thread.sleep(10);
      }
      long start = System.nanoTime();
      List<Count> counts = pool.map(Example22Map::primesBelow, LIMITS, o -> o.chunkSize(1));
      var run = new Run(counts, (System.nanoTime() - start) / 1e9);
      Set<Long> pids =
          counts.stream().map(Count::pid).collect(Collectors.toCollection(TreeSet::new));
      System.out.printf(Locale.ROOT, "%.2f s in processes %s%n", run.seconds(), pids);
      return run;
    }
  }

  private static Count primesBelow(int limit) {
    long primes = IntStream.range(2, limit).filter(Example22Map::isPrime).count();
    return new Count(primes, ProcessHandle.current().pid());
  }

  private static boolean isPrime(int n) {
    for (int divisor = 2; divisor <= n / divisor; divisor++) {
      if (n % divisor == 0) {
        return false;
      }
    }
    return true;
  }
}
