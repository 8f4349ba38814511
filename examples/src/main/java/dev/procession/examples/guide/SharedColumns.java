package dev.procession.examples.guide;

import dev.procession.memory.SharedDoubleArray;
import dev.procession.pool.ProcessPool;
import java.util.List;

/** An array that all workers read and write in place. */
public final class SharedColumns {
  private SharedColumns() {}

  /** Fills it in four parts. */
  public static void main(String[] args) {
    // begin shared
    int parts = 4;
    try (var pool = ProcessPool.open(2);
        var prices = SharedDoubleArray.create(1_000_000)) {
      long part = prices.length() / parts;
      pool.map(
          number -> {
            for (long i = number * part; i < (number + 1) * part; i++) {
              prices.set(i, i * 0.01);
            }
            return number;
          },
          List.of(0, 1, 2, 3));
      System.out.println(prices.get(999_999));
    }
    // end shared
  }
}

// prints: 9999.99
