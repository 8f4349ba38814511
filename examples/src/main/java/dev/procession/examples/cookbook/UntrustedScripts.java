package dev.procession.examples.cookbook;

import dev.procession.Context;
import dev.procession.Output;
import dev.procession.pool.Outcome;
import dev.procession.pool.ProcessPool;
import dev.procession.pool.WorkerDiedException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** Runs scripts that others have written, with limits for what they may use. */
public final class UntrustedScripts {
  private static final int MOST_LINES = 3;

  private static final List<String> SCRIPTS =
      List.of(
          "return 6 * 7;",
          "while (true) { }",
          "return new long[100_000_000].length;",
          "System.exit(7); return 0;",
          "return System.getenv().keySet();",
          "return Files.writeString(Path.of(\"note\"), \"hello\");",
          "new java.io.RandomAccessFile(\"big\", \"rw\").setLength(1 << 30); return 0;",
          "for (int i = 0; i < 1000; i++) { System.out.println(\"line \" + i); } return 0;");

  private UntrustedScripts() {}

  /** Runs them all, and shows what became of each. */
  public static void main(String[] arguments) throws Exception {
    Path directory = Files.createTempDirectory("scripts");
    try {
      runAll(directory);
      System.out.println("note: " + Files.readString(directory.resolve("note")));
    } finally {
      deleteAll(directory);
    }
  }

  // begin limits
  /** A launcher stands for java: what a script shall not have is dropped on the way. */
  static Context limited(Path directory, Output output) throws IOException {
    String text =
        """
        #!/bin/sh
        ulimit -n 256     # open files
        ulimit -f 65536   # blocks of 512 bytes in any file
        exec env -i LANG=C.UTF-8 '%s/bin/java' "$@"
        """
            .formatted(System.getProperty("java.home"));
    Path launcher = Files.writeString(directory.resolve("launcher"), text);
    launcher.toFile().setExecutable(true);
    return Context.standard()
        .executable(launcher)
        .aotCache(false)
        .workingDirectory(directory)
        .output(output)
        .maxHeap(64 << 20);
  }

  // end limits

  // begin pool
  static void runAll(Path directory) throws Exception {
    var lines = new LinkedBlockingQueue<String>(MOST_LINES);
    var output = Output.capture((stream, line) -> lines.offer(line)); // what does not fit is lost
    var context = limited(directory, output);
    try (var compilers = ProcessPool.open(c -> c.workers(1).context(context));
        var runners = ProcessPool.open(c -> c.workers(2).context(context))) {
      var programs = compilers.map(UntrustedScripts::compile, SCRIPTS);
      runners
          .outcomes(
              UntrustedScripts::run,
              programs,
              o -> o.taskTimeout(Duration.ofSeconds(2)).memoryLimit(300 << 20))
          .forEach(UntrustedScripts::print);
    }
    for (int i = 0; i < MOST_LINES; i++) {
      System.out.println("printed: " + lines.take());
    }
  }

  // end pool

  // begin script
  /** Compiles a script into a folder in the current directory. Returns the folder. */
  static String compile(String script) throws IOException {
    String program =
        """
        import java.nio.file.*;
        import java.util.*;

        public class Script implements java.util.concurrent.Callable<Object> {
          public Object call() throws Exception {
            %s
          }
        }
        """
            .formatted(script);
    Path folder = Files.createTempDirectory(Path.of(""), "script").toAbsolutePath();
    Path source = Files.writeString(folder.resolve("Script.java"), program);
    var errors = new ByteArrayOutputStream();
    var compiler = ToolProvider.getSystemJavaCompiler();
    if (compiler.run(null, null, errors, "-d", folder.toString(), source.toString()) != 0) {
      throw new IllegalArgumentException("the script does not compile: " + errors);
    }
    return folder.toString();
  }

  /** Runs what has been compiled into a folder, in this process. */
  static String run(String folder) throws Exception {
    URL[] classes = {Path.of(folder).toUri().toURL()};
    try (var loader = new URLClassLoader(classes)) {
      Class<?> type = loader.loadClass("Script");
      return String.valueOf(((Callable<?>) type.getConstructor().newInstance()).call());
    }
  }

  // end script

  private static void print(Outcome<String, String> outcome) {
    String what =
        switch (outcome) {
          case Outcome.Success<String, String> good -> good.value();
          case Outcome.Failure<String, String> bad
              when bad.error() instanceof WorkerDiedException died ->
              "ended its process with exit code " + died.exitCode();
          case Outcome.Failure<String, String> bad -> bad.error().toString();
        };
    System.out.println(SCRIPTS.get((int) outcome.index()) + " -> " + what);
  }

  private static void deleteAll(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.toList().reversed()) {
        Files.delete(file);
      }
    }
  }
}
// prints: return 6 * 7; -> 42
// prints: while (true) { } -> …TaskTimeoutException: …killed with its worker: taskTimeout=PT2S…
// prints: return new long[100_000_000].length; -> java.lang.OutOfMemoryError: Java heap space
// prints: System.exit(7); return 0; -> ended its process with exit code 7
// prints: return System.getenv().keySet(); -> [LANG]
// prints: return Files.writeString(Path.of("note"), "hello"); -> note
// prints: new java.io.RandomAccessFile("big", "rw")… -> java.io.IOException: File too large
// prints: for (int i = 0; i < 1000; i++) { System.out.println("line " + i); } return 0; -> 0
// prints: printed: line 0
// prints: printed: line 1
// prints: printed: line 2
// prints: note: hello
