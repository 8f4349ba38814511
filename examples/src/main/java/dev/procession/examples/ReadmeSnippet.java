package dev.procession.examples;

// begin readme
import dev.procession.pool.ProcessPool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

public class ReadmeSnippet {
  public static void main(String[] args) throws Exception {
    try (var pool = ProcessPool.open(4)) {
      System.out.println(pool.map(n -> n * n, List.of(1, 2, 3)));

      var size = pool.submit(() -> Files.size(Path.of("pom.xml")));
      System.out.println(size.get() > 0);

      var text = pool.submit(() -> "slow", o -> o.taskTimeout(Duration.ofSeconds(5)));
      text.thenAccept(System.out::println).join();
    }
  }
}
// end readme
