package dev.procession.examples.readme;

import dev.procession.pool.ProcessPool;
import java.time.Duration;
import java.util.List;

public class Hello {
  public static void main(String[] args) {
    try (var pool = ProcessPool.open(c -> c.workers(4).taskTimeout(Duration.ofSeconds(2)))) {
      System.out.println(pool.map(n -> n * n, List.of(1, 2, 3)));
      pool.outcomes(Hello::shout, List.of("good", "crash", "hang", "fine"))
          .forEach(System.out::println);
    }
  }

  static String shout(String word) {
    if (word.equals("crash")) Runtime.getRuntime().halt(3);
    while (word.equals("hang")) Thread.onSpinWait();
    return word.toUpperCase();
  }
}

// prints: [1, 4, 9]
// prints: Success[index=0, item=good, attempts=1, value=GOOD]
// prints: Failure[index=1, item=crash, attempts=1, error=…: pid=…, ended by exit code 3]
// prints: Failure[index=2, item=hang, attempts=1, error=…: the task exceeded its time limit …]
// prints: Success[index=3, item=fine, attempts=1, value=FINE]
