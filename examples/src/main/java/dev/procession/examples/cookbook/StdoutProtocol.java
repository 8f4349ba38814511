package dev.procession.examples.cookbook;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.procession.pool.ProcessPool;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.List;

/** The same work by a process behind pipes, and by a pool. */
public final class StdoutProtocol {
  private static final List<String> TEXTS =
      List.of("one", "two words", "three\nshort lines", "four");

  private StdoutProtocol() {}

  // begin library
  /** The work: a library which has something to say when it is first used. */
  static final class Words {
    static {
      System.out.println("Words 1.0, free edition");
    }

    static int count(String text) {
      return text.split("\\s+").length;
    }

    private Words() {}
  }

  // end library

  // begin before
  /** The main of the process: a line in, a line out. */
  static final class Worker {
    public static void main(String[] arguments) throws IOException {
      try (var in = new BufferedReader(new InputStreamReader(System.in, UTF_8))) {
        for (String line = in.readLine(); line != null; line = in.readLine()) {
          System.out.println(Words.count(line));
        }
      }
    }
  }

  static void before() throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classPath = System.getProperty("java.class.path");
    var worker = new ProcessBuilder(java, "-cp", classPath, Worker.class.getName()).start();
    try (var out = worker.outputWriter();
        var in = worker.inputReader()) {
      for (String text : TEXTS) {
        out.write(text);
        out.newLine();
        out.flush();
        System.out.println(text.replace("\n", "\\n") + " -> " + in.readLine());
      }
    }
    worker.waitFor();
  }

  // end before

  // begin after
  static void after() {
    try (var pool = ProcessPool.open(1)) {
      for (String text : TEXTS) {
        int words = pool.apply(Words::count, text);
        System.out.println(text.replace("\n", "\\n") + " -> " + words);
      }
    }
  }

  // end after

  /** Counts words in both ways. */
  public static void main(String[] arguments) throws Exception {
    System.out.println("before:");
    before();
    System.out.println("after:");
    after();
  }
}
// prints: before:
// prints: one -> Words 1.0, free edition
// prints: two words -> 1
// prints: three\nshort lines -> 2
// prints: four -> 1
// prints: after:
// prints: Words 1.0, free edition
// prints: one -> 1
// prints: two words -> 2
// prints: three\nshort lines -> 3
// prints: four -> 1
