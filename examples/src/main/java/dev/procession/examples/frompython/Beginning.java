package dev.procession.examples.frompython;

import dev.procession.ChildProcess;
import dev.procession.channel.SharedQueue;
import dev.procession.pool.ProcessPool;
import java.util.List;

/** The program that the page begins with. It closes nothing: it ends. */
public final class Beginning {
  private Beginning() {}

  // begin main
  public static void main(String[] args) throws Exception {
    try (var pool = ProcessPool.open(4)) {
      System.out.println(pool.map(n -> n * n, List.of(1, 2, 3)));
    }
    var queue = SharedQueue.<String>create();
    var child = ChildProcess.of(() -> queue.put("hello"));
    child.start();
    System.out.println(queue.take());
    child.join();
  }
  // end main
}

// prints: [1, 4, 9]
// prints: hello
