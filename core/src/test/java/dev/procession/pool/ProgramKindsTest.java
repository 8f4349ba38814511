package dev.procession.pool;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import dev.procession.Context;
import dev.procession.NotSendableException;
import dev.procession.testing.LeakCheck;
import java.io.File;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Programs that are started in another way than most: what works elsewhere works in them. */
@ExtendWith(LeakCheck.class)
class ProgramKindsTest {
  @TempDir private Path folder;

  /** Uses a pool, loses a worker, and says how it went. */
  static final class Everything {
    public static void main(String[] arguments) {
      try (var pool = ProcessPool.open(2)) {
        System.out.println(pool.map(n -> n * n, List.of(1, 2, 3)));
        try {
          pool.apply(() -> Runtime.getRuntime().exec(kill()).waitFor());
        } catch (WorkerDiedException e) {
          System.out.println(e.signal());
        }
        System.out.println(pool.apply(() -> "goes on"));
      }
    }

    private static String[] kill() {
      return new String[] {"kill", "-9", Long.toString(ProcessHandle.current().pid())};
    }
  }

  /** Something that a filter of the tests does not let in. */
  record Forbidden(int value) implements Serializable {}

  /** Gets a result of a class that its own filter refuses. */
  static final class Filtered {
    public static void main(String[] arguments) {
      try (var pool = ProcessPool.open(1)) {
        try {
          System.out.println(pool.apply(() -> new Forbidden(1)));
        } catch (NotSendableException e) {
          System.out.println("refused: " + e.getMessage().contains("filter"));
        }
        try {
          System.out.println(pool.apply(() -> new ArrayList<>(List.of(new Forbidden(2)))));
        } catch (NotSendableException e) {
          System.out.println("refused: " + e.getMessage().contains("filter"));
        }
        System.out.println(pool.apply(() -> 3));
      }
    }
  }

  @Test
  void shouldWorkWithoutWhatOnlyLinuxHas() throws Exception {
    assertThat(run("-Ddev.procession.portable=true", "-cp", classPath(), name(Everything.class)))
        .containsExactly("[1, 4, 9]", "SIGKILL", "goes on");
  }

  @Test
  void shouldWorkFromTheClassPath() throws Exception {
    assertThat(run("-cp", classPath(), name(Everything.class)))
        .containsExactly("[1, 4, 9]", "SIGKILL", "goes on");
  }

  @Test
  void shouldObeyTheSerialFilterOfTheProgram() throws Exception {
    String filter = "-Djdk.serialFilter=!" + name(Forbidden.class) + ";*";
    assertThat(run(filter, "-cp", classPath(), name(Filtered.class)))
        .containsExactly("refused: true", "refused: true", "3");
  }

  @Test
  void shouldWorkInAModuleThatOpensNothing() throws Exception {
    Path sources = Files.createDirectories(folder.resolve("src/app"));
    Path module =
        Files.writeString(
            sources.resolveSibling("module-info.java"), "module app { requires dev.procession; }");
    Path main =
        Files.writeString(
            sources.resolve("Main.java"),
            """
            package app;

            import dev.procession.pool.ProcessPool;
            import java.io.Serializable;
            import java.util.List;

            class Main {
              record Point(int x, int y) implements Serializable {}
              record Closed(int x) {}

              public static void main(String[] arguments) {
                int offset = arguments.length;
                try (var pool = ProcessPool.open(2)) {
                  System.out.println(pool.map(n -> new Point(n, offset), List.of(1, 2)));
                  String where = pool.apply(() -> Main.class.getModule().getName());
                  System.out.println(where);
                  try {
                    System.out.println(pool.apply(() -> new Closed(1)));
                  } catch (dev.procession.NotSendableException e) {
                    System.out.println(e.getMessage());
                  }
                }
              }
            }
            """);
    Path classes = folder.resolve("app");
    String core = Path.of("target", "classes").toAbsolutePath().toString();
    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-proc:none",
                "-d",
                classes.toString(),
                "--module-path",
                core,
                module.toString(),
                main.toString());
    assertThat(status).isZero();
    String path = core + File.pathSeparator + classes;
    assertThat(run("--module-path", path, "-m", "app/app.Main", "one argument"))
        .hasSize(3)
        .startsWith("[Point[x=1, y=1], Point[x=2, y=1]]", "app")
        .last(STRING)
        .contains("app.Main$Closed", "module app does not open package app to dev.procession");
  }

  private List<String> run(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:-UsePerfData");
    command.add("-Ddev.procession.aot=false");
    boolean modular = List.of(arguments).contains("--module-path");
    command.add("--enable-native-access=" + (modular ? "dev.procession" : "ALL-UNNAMED"));
    command.addAll(List.of(arguments));
    Path output = folder.resolve("output");
    Process program =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(program.waitFor(PoolTesting.DEADLINE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    } finally {
      program.destroyForcibly();
    }
    String text = Files.readString(output, UTF_8);
    assertThat(program.exitValue()).as(text).isZero();
    return text.lines().toList();
  }

  private static String classPath() {
    return System.getProperty("java.class.path");
  }

  private static String name(Class<?> type) {
    return type.getName();
  }

  /** Gets a result that is larger than its heap. */
  static final class Cramped {
    public static void main(String[] arguments) {
      var roomy = Context.standard().maxHeap(1L << 30);
      try (var pool = ProcessPool.open(c -> c.workers(1).context(roomy))) {
        try {
          System.out.println(pool.apply(() -> new byte[200 << 20]).length);
        } catch (NotSendableException e) {
          System.out.println(e.getMessage().contains("-Xmx"));
        }
        System.out.println(pool.apply(() -> 3));
      }
    }
  }

  @Test
  void shouldSurviveAResultThatIsLargerThanTheHeap() throws Exception {
    assertThat(run("-Xmx64m", "-cp", classPath(), name(Cramped.class)))
        .containsExactly("true", "3");
  }

  /** Streams far more items than its heap could hold, to a consumer that is slow at first. */
  static final class Streaming {
    public static void main(String[] arguments) {
      int items = Integer.parseInt(arguments[0]);
      try (var pool = ProcessPool.open(2)) {
        Iterable<Integer> source = () -> IntStream.range(0, items).iterator();
        System.out.println(pool.stream(n -> n + 1L, source).mapToLong(n -> n).sum());
        Iterable<byte[]> large =
            () -> Stream.generate(() -> new byte[1 << 20]).limit(500).iterator();
        var sent = pool.streamUnordered(bytes -> bytes, large, o -> o.bufferBytes(4 << 20));
        System.out.println(sent.count());
      }
    }
  }

  @Test
  void shouldStreamMoreThanItsHeapHolds() throws Exception {
    stream(2_000_000);
  }

  @Test
  @Tag("soak")
  void shouldStreamTenMillionItemsInASmallHeap() throws Exception {
    stream(10_000_000);
  }

  private void stream(long items) throws Exception {
    String count = Long.toString(items);
    assertThat(run("-Xmx40m", "-cp", classPath(), name(Streaming.class), count))
        .containsExactly(Long.toString(items * (items + 1) / 2), "500");
  }

  /** Opens its first pool on a thread that has been interrupted, with a folder named relatively. */
  static final class Interrupted {
    public static void main(String[] arguments) {
      Thread.currentThread().interrupt();
      try (var pool = ProcessPool.open(1)) {
        System.out.println(Thread.interrupted());
        System.out.println(pool.apply(() -> 3));
      }
    }
  }

  @Test
  void shouldOpenAPoolOnAnInterruptedThread() throws Exception {
    assertThat(run("-Djava.io.tmpdir=.", "-cp", classPath(), name(Interrupted.class)))
        .containsExactly("true", "3");
  }
}
