package dev.procession.examples.guide;

import dev.procession.pool.ProcessPool;
import java.util.stream.Stream;

/** An input without end, read only as fast as its results are wanted. */
public final class Streams {
  private Streams() {}

  /** Takes three results of as many as one likes. */
  public static void main(String[] args) {
    // begin stream
    Iterable<Integer> endless = Stream.iterate(1, n -> n + 1)::iterator;
    try (var pool = ProcessPool.open(2);
        Stream<Integer> squares = pool.stream(n -> n * n, endless, o -> o.buffer(16))) {
      squares.limit(3).forEach(System.out::println);
    }
    // end stream
  }
}

// prints: 1
// prints: 4
// prints: 9
