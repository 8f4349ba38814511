package dev.procession.examples.guide;

import dev.procession.pool.ProcessPool;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/** Counts primes in worker processes. */
public final class FirstPool {
  private FirstPool() {}

  // begin pool
  /** Opens a pool, uses it and closes it. */
  public static void main(String[] args) throws Exception {
    try (var pool = ProcessPool.open(4)) {
      List<Long> counts = pool.map(FirstPool::primesBelow, List.of(1_000, 10_000, 100_000));
      System.out.println(counts);

      CompletableFuture<Long> more = pool.submit(() -> primesBelow(200_000));
      System.out.println(more.get());
    }
  }

  private static long primesBelow(int limit) {
    return IntStream.range(2, limit)
        .filter(n -> IntStream.rangeClosed(2, (int) Math.sqrt(n)).noneMatch(d -> n % d == 0))
        .count();
  }
  // end pool
}

// prints: [168, 1229, 9592]
// prints: 17984
