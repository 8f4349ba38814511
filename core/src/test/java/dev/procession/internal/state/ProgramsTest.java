package dev.procession.internal.state;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs in jars and modules: whose static fields are copied there. */
class ProgramsTest {
  private static final long DEADLINE_SECONDS = 60;
  private static final String CORE = Path.of("target", "classes").toAbsolutePath().toString();

  private static final String LIBRARY =
      """
      package library;

      public class Registry {
        public static int registered = 1;
      }
      """;

  private static final String MAIN =
      """
      package app;

      import dev.procession.Task;
      import dev.procession.internal.state.Relay;
      import java.util.ArrayList;
      import java.util.List;

      public class Main {
        private static final List<String> WORDS = new ArrayList<>();
        private static Thread unsendable;

        public static void main(String[] arguments) throws Exception {
          WORDS.add("of main");
          unsendable = Thread.currentThread();
          Other.count = 5;
          LIBRARY_LINE
          Task<String> task = () -> WORDS + " " + Other.count LIBRARY_VALUE;
          Relay.toChild(task, arguments[0]);
        }
      }

      class Other {
        static int count;
      }
      """;

  @TempDir private Path folder;

  /** Given to the programs: writes a task for a child, or says why not. */
  static final String RELAY =
      """
      package dev.procession.internal.state;

      import dev.procession.*;
      import dev.procession.internal.wire.*;
      import java.nio.file.*;

      public class Relay {
        public static void toChild(Object task, String file) throws Exception {
          try {
            var out = new WireOutput(100);
            StaticState.capture(out, task, Scope.PROGRAM, "the task");
            Files.write(Path.of(file), out.toByteArray());
          } catch (NotSendableException e) {
            System.out.println(e.getMessage());
          }
        }

        public static void main(String[] arguments) throws Exception {
          var in = new WireInput(Files.readAllBytes(Path.of(arguments[0])));
          var loader = ClassLoader.getSystemClassLoader();
          System.out.println(((Task<?>) StaticState.restore(in, loader, "the task")).call());
        }
      }
      """;

  @Test
  void shouldCopyFieldsOfTheJarButNotOfLibraries() throws Exception {
    String core = relayedCore();
    Path library = jar("library", compile("library", core, LIBRARY));
    Path app =
        jar(
            "app",
            compile(
                "app",
                core + File.pathSeparator + library,
                MAIN.replace("LIBRARY_LINE", "library.Registry.registered = 9;")
                    .replace("LIBRARY_VALUE", " + \" \" + library.Registry.registered")));
    String path = String.join(File.pathSeparator, core, app.toString(), library.toString());
    String state = folder.resolve("state").toString();
    assertThat(java("-cp", path, "app.Main", state)).isEmpty();
    assertThat(java("-cp", path, "dev.procession.internal.state.Relay", state))
        .containsExactly("[of main] 5 1");
  }

  @Test
  void shouldNameTheModuleThatOpensNothing() throws Exception {
    String state = folder.resolve("state").toString();
    assertThat(module("", state))
        .singleElement()
        .asString()
        .contains("cannot copy the static field app.")
        .contains("module app does not open package app to dev.procession")
        .contains("add 'opens app to dev.procession;'");
  }

  @Test
  void shouldCopyFieldsOfAModuleThatIsOpen() throws Exception {
    String state = folder.resolve("state").toString();
    assertThat(module("opens app to dev.procession;", state)).isEmpty();
    assertThat(
            java(
                "--module-path",
                relayedCore() + File.pathSeparator + folder.resolve("module"),
                "--add-modules",
                "app,jdk.unsupported",
                "-m",
                "dev.procession/dev.procession.internal.state.Relay",
                state))
        .containsExactly("[of main] 5");
  }

  private List<String> module(String directive, String state) throws Exception {
    String core = relayedCore();
    Path sources = Files.createDirectories(folder.resolve("module-src"));
    Path info =
        Files.writeString(
            sources.resolve("module-info.java"),
            "module app { requires dev.procession; " + directive + " }");
    Path main =
        Files.writeString(
            sources.resolve("Main.java"),
            MAIN.replace("LIBRARY_LINE", "").replace("LIBRARY_VALUE", ""));
    Path classes = folder.resolve("module");
    javac(
        "--module-path",
        core,
        "--add-exports",
        "dev.procession/dev.procession.internal.state=app",
        "-d",
        classes.toString(),
        info.toString(),
        main.toString());
    return java(
        "--module-path",
        core + File.pathSeparator + classes,
        "--add-exports",
        "dev.procession/dev.procession.internal.state=app",
        "-m",
        "app/app.Main",
        state);
  }

  /** Our classes and the relay in one folder, so that the relay may use what is internal. */
  private String relayedCore() throws IOException {
    Path copy = folder.resolve("core");
    if (!Files.exists(copy)) {
      try (var files = Files.walk(Path.of(CORE))) {
        for (Path file : files.toList()) {
          Files.copy(file, copy.resolve(Path.of(CORE).relativize(file)));
        }
      }
      Path source = Files.writeString(folder.resolve("Relay.java"), RELAY);
      javac(
          "--patch-module",
          "dev.procession=" + folder,
          "--module-path",
          CORE + File.pathSeparator + jspecify(),
          "-d",
          copy.toString(),
          source.toString());
    }
    return copy.toString();
  }

  /** Only the compiler needs it. */
  private static String jspecify() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .filter(entry -> entry.contains("jspecify"))
        .findFirst()
        .orElseThrow();
  }

  private Path compile(String name, String classPath, String text) throws IOException {
    Path source =
        Files.createDirectories(folder.resolve("src-" + name)).resolve(fileName(text) + ".java");
    Files.writeString(source, text);
    Path classes = folder.resolve("classes-" + name);
    javac("-cp", classPath, "-d", classes.toString(), source.toString());
    return classes;
  }

  private static String fileName(String text) {
    return text.contains("class Registry") ? "Registry" : "Main";
  }

  private static void javac(String... arguments) {
    List<String> all = new ArrayList<>(List.of("-proc:none", "-nowarn"));
    all.addAll(List.of(arguments));
    JavaCompiler compiler = javax.tools.ToolProvider.getSystemJavaCompiler();
    assertThat(compiler.run(null, null, null, all.toArray(String[]::new))).isZero();
  }

  private Path jar(String name, Path classes) {
    Path jar = folder.resolve(name + ".jar");
    ToolProvider tool = ToolProvider.findFirst("jar").orElseThrow();
    assertThat(tool.run(System.out, System.err, "cf", "" + jar, "-C", "" + classes, ".")).isZero();
    return jar;
  }

  private List<String> java(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:-UsePerfData");
    command.add("--sun-misc-unsafe-memory-access=allow");
    command.addAll(List.of(arguments));
    Path output = folder.resolve("output");
    Process program =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(program.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)).isTrue();
    } finally {
      program.destroyForcibly();
    }
    String text = Files.readString(output, UTF_8);
    assertThat(program.exitValue()).as(text).isZero();
    return text.lines().toList();
  }
}
