package dev.procession;

import dev.procession.channel.SharedQueue;
import dev.procession.pool.ProcessPool;
import java.util.List;

/** The program that {@code docs/from-python.md} begins with. It closes nothing: it ends. */
final class FromPythonProgram {
  private FromPythonProgram() {}

  // begin page
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
  // end page
}
