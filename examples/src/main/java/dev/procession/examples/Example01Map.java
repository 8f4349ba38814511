package dev.procession.examples;

import dev.procession.pool.ProcessPool;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A function called on many items, in as many processes as there are processors.
 *
 * <p>The lambda, the numbers and the results are copied between processes. Results come in the
 * order of the items, whichever worker was first.
 */
public final class Example01Map {
  private Example01Map() {}

  /** Counts the primes below some numbers. */
  public static void main(String[] arguments) {
    try (var pool = ProcessPool.open()) {
      List<Integer> limits = IntStream.rangeClosed(1, 8).map(i -> i * 10_000).boxed().toList();
      List<Long> counts = pool.map(Example01Map::primesBelow, limits);
      for (int i = 0; i < limits.size(); i++) {
        System.out.println(limits.get(i) + ": " + counts.get(i));
      }
    }
  }

  private static long primesBelow(int limit) {
    return IntStream.range(2, limit).filter(Example01Map::isPrime).count();
  }

  private static boolean isPrime(int n) {
    return IntStream.rangeClosed(2, (int) Math.sqrt(n)).noneMatch(d -> n % d == 0);
  }
}
