package dev.procession.internal.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.ChildProcess;
import dev.procession.Context;
import dev.procession.StartMethod;
import dev.procession.pool.PoolTesting;
import dev.procession.pool.Signals;
import dev.procession.testing.LeakCheck;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Programs whose logging is set up in one way or another, and what their children log. */
@ExtendWith(LeakCheck.class)
class LogProgramsTest {
  @TempDir private Path folder;

  private static Context cold() {
    return Context.standard().startMethod(StartMethod.SPAWN);
  }

  /** Has a child that logs in both ways, with what the arguments add to its context. */
  static final class Speaker {
    public static void main(String[] arguments) throws InterruptedException {
      Context context = cold();
      for (int i = 0; i < arguments.length; i += 2) {
        context =
            switch (arguments[i]) {
              case "-D" -> {
                String[] pair = arguments[i + 1].split("=", 2);
                yield context.systemProperty(pair[0], pair[1]);
              }
              case "-cp" -> context.classPath(Path.of(arguments[i + 1]));
              default -> context.jvmOptions(arguments[i + 1]);
            };
      }
      try (var child = ChildProcess.of(Speaker::speak).name("speaker").context(context)) {
        child.start();
        child.join();
        System.out.println("exit " + child.exitCode().orElseThrow());
      }
    }

    static void speak() {
      System.getLogger("app").log(System.Logger.Level.INFO, "platform {0}");
      System.getLogger("app").log(System.Logger.Level.DEBUG, "detail");
      if (ModuleLayer.boot().findModule("java.logging").isPresent()) {
        Jul.speak();
      }
    }
  }

  /** In a class of its own, since the module may be missing. */
  static final class Jul {
    static void speak() {
      Logger.getLogger("app").log(Level.WARNING, "jul {0}", "said");
    }
  }

  @Test
  void shouldPrintLikeTheProgramWhereNothingIsSetUp() throws Exception {
    assertThat(run(List.of(), Speaker.class))
        .anyMatch(line -> line.matches("INFO: \\[speaker \\d+] platform \\{0}"))
        .anyMatch(line -> line.endsWith("LogProgramsTest$Speaker speak"))
        .anyMatch(line -> line.matches("WARNING: \\[speaker \\d+] jul said"))
        .noneMatch(line -> line.contains("detail"))
        .last()
        .isEqualTo("exit 0");
  }

  @Test
  void shouldWriteToTheFileThatTheConfigurationOfTheProgramNames() throws Exception {
    Path log = folder.resolve("log");
    Path settings =
        Files.writeString(
            folder.resolve("logging.properties"),
            """
            handlers=java.util.logging.FileHandler
            java.util.logging.FileHandler.pattern=%s
            java.util.logging.FileHandler.level=ALL
            java.util.logging.FileHandler.formatter=java.util.logging.SimpleFormatter
            app.level=FINE
            """
                .formatted(log));
    assertThat(run(List.of("-Djava.util.logging.config.file=" + settings), Speaker.class))
        .containsExactly("exit 0");
    String caller = Speaker.class.getName() + " speak";
    assertThat(Files.readAllLines(log))
        .map(line -> line.replaceFirst(" \\d+]", "]"))
        .containsExactly(
            "INFO: " + caller,
            "INFO: [speaker] platform {0}",
            "FINE: " + caller,
            "FINE: [speaker] detail",
            "WARNING: " + Jul.class.getName() + " speak",
            "WARNING: [speaker] jul said");
    assertThat(folder.resolve("log.1")).doesNotExist();
  }

  /** Prints a setting as its child has it, whose name and value need all escapes there are. */
  static final class Odd {
    private static final String NAME = " a:b=c#d!\\ü€";
    private static final String VALUE = " \t\n=\\uü😀 ";

    public static void main(String[] arguments) throws Exception {
      try (var child = ChildProcess.of(Odd::compare)) {
        child.start();
        child.join();
        System.out.println("exit " + child.exitCode().orElseThrow());
      }
    }

    private static void compare() {
      System.exit(VALUE.equals(LogManager.getLogManager().getProperty(NAME)) ? 3 : 4);
    }
  }

  @Test
  void shouldTakeOverAnySettingOfTheConfigurationOfTheProgram() throws Exception {
    var odd = new Properties();
    odd.setProperty(Odd.NAME, Odd.VALUE);
    Path settings = folder.resolve("odd.properties");
    try (var out = Files.newOutputStream(settings)) {
      odd.store(out, null);
    }
    assertThat(run(List.of("-Djava.util.logging.config.file=" + settings), Odd.class))
        .containsExactly("exit 3");
  }

  @Test
  void shouldLeaveAChildAloneThatHasAConfigurationOfItsOwn() throws Exception {
    Path settings =
        Files.writeString(
            folder.resolve("child.properties"),
            """
            handlers=java.util.logging.ConsoleHandler
            java.util.logging.ConsoleHandler.level=WARNING
            """);
    String file = "java.util.logging.config.file=" + settings;
    String caller = "WARNING: " + Jul.class.getName() + " speak";
    assertThat(run(List.of(), Speaker.class, "-D", file))
        .containsExactlyInAnyOrder(caller, "WARNING: jul said", "exit 0");
    assertThat(run(List.of(), Speaker.class, "option", "-D" + file))
        .containsExactlyInAnyOrder(caller, "WARNING: jul said", "exit 0");
  }

  @Test
  void shouldLetAChildPrintThatHasNoLoggingModule() throws Exception {
    String modules = "--limit-modules=java.base,java.management,jdk.unsupported";
    assertThat(run(List.of(), Speaker.class, "option", modules))
        .anyMatch(line -> line.endsWith("platform {0}"))
        .noneMatch(line -> line.contains("[speaker"))
        .contains("exit 0");
    assertThat(run(List.of(modules), Speaker.class))
        .anyMatch(line -> line.endsWith("platform {0}"))
        .contains("exit 0");
  }

  @Test
  void shouldPublishThroughSlf4jWhereThatIsThePlatformLogging() throws Exception {
    Path settings =
        Files.writeString(
            folder.resolve("logback.xml"),
            """
            <configuration>
              <appender name="out" class="ch.qos.logback.core.ConsoleAppender">
                <encoder><pattern>backed %level %logger %msg%n</pattern></encoder>
              </appender>
              <root level="info"><appender-ref ref="out"/></root>
            </configuration>
            """);
    String jars = jar("slf4j-api") + jar("slf4j-jdk-platform-logging") + jar("logback-c");
    // The child sends what it logs through SLF4J to java.util.logging, and so to its parent.
    assertThat(
            run(
                List.of("-Dlogback.configurationFile=" + settings),
                jars,
                Speaker.class,
                "-cp",
                jar("slf4j-jdk14").substring(1),
                "-D",
                "slf4j.provider=org.slf4j.jul.JULServiceProvider",
                "-D",
                "slf4j.internal.verbosity=ERROR"))
        .map(line -> line.replaceFirst(" \\d+]", "]"))
        .containsExactly(
            "backed INFO app [speaker] platform {0}",
            "backed WARN app [speaker] jul said", "exit 0");
  }

  @Test
  void shouldLetSlf4jPrintInTheChildWhereItIsNotSentOn() throws Exception {
    String jars = jar("slf4j-api") + jar("slf4j-jdk-platform-logging") + jar("logback-c");
    assertThat(run(List.of(), jars, Speaker.class))
        .anyMatch(line -> line.matches(".* INFO +app -- platform \\{0}"))
        .anyMatch(line -> line.matches(".* WARN +app -- \\[speaker \\d+] jul said"))
        .contains("exit 0");
  }

  @Test
  void shouldForwardFromModules() throws Exception {
    Path sources = Files.createDirectories(folder.resolve("src/app"));
    Path module =
        Files.writeString(
            sources.resolveSibling("module-info.java"), "module app { requires dev.procession; }");
    Path main =
        Files.writeString(
            sources.resolve("Main.java"),
            """
            package app;

            import dev.procession.ChildProcess;

            class Main {
              public static void main(String[] arguments) throws InterruptedException {
                var child =
                    ChildProcess.of(
                        () -> System.getLogger("app").log(System.Logger.Level.INFO, "from within"));
                child.name("module").start();
                child.join();
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
    assertThat(run(List.of("--module-path", path, "-m", "app/app.Main")))
        .anyMatch(line -> line.matches("INFO: \\[module \\d+] from within"));
  }

  /** Has a child that reads an object stream, starts a program and exits, without a word. */
  static final class Quiet {
    public static void main(String[] arguments) throws InterruptedException {
      Context context = cold().jvmOptions("-Xlog:class+load:file=" + arguments[0]);
      var sent = new ArrayList<>(List.of(new File("/bin/true")));
      try (var child = ChildProcess.of(() -> run(sent)).context(context)) {
        child.start();
        child.join();
        System.out.println("exit " + child.exitCode().orElseThrow());
      }
    }

    private static void run(List<File> sent) throws IOException, InterruptedException {
      System.exit(new ProcessBuilder(sent.getFirst().toString()).start().waitFor());
    }
  }

  @Test
  void shouldLoadNothingOfLoggingInAChildThatDoesNotLog() throws Exception {
    Path classes = folder.resolve("classes");
    assertThat(run(List.of(), Quiet.class, classes.toString())).containsExactly("exit 0");
    assertThat(Files.readAllLines(classes))
        .anyMatch(line -> line.contains("dev.procession.internal.child.ProcessBody"))
        .anyMatch(line -> line.contains("java.io.ObjectInputStream"))
        .noneMatch(line -> line.contains(" java.util.logging."))
        .noneMatch(line -> line.contains("dev.procession.internal.forward"));
  }

  /** Ends while its child goes on to log. */
  static final class Ending {
    public static void main(String[] arguments) throws IOException {
      Signals signals = new Signals(arguments[0]);
      Logger.getLogger("app").info("the program has logged");
      ChildProcess.of(
              () -> {
                signals.await("handlers closed");
                Logger.getLogger("app").log(Level.WARNING, "late", new Exception("why"));
              })
          .name("survivor")
          .start();
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(
                  () -> {
                    while (Logger.getLogger("").getHandlers().length > 0) {
                      Thread.onSpinWait();
                    }
                    raise(signals);
                  }));
    }

    private static void raise(Signals signals) {
      try {
        signals.raise("handlers closed");
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }
  }

  @Test
  void shouldPrintWhatArrivesWhenTheProgramHasClosedItsHandlers() throws Exception {
    assertThat(run(List.of(), Ending.class, folder.toString()))
        .anyMatch(line -> line.equals("INFO: the program has logged"))
        .anyMatch(line -> line.matches("WARNING: \\[survivor \\d+] late"))
        .contains("java.lang.Exception: why");
  }

  // ---- programs ---------------------------------------------------------------------------------

  /** What is to be added to a class path for the jars whose names begin so. */
  private static String jar(String prefix) throws IOException {
    var path = new StringBuilder();
    try (var jars = Files.newDirectoryStream(Path.of("target", "logging-jars"), prefix + "*")) {
      jars.forEach(jar -> path.append(File.pathSeparator).append(jar.toAbsolutePath()));
    }
    assertThat(path).as(prefix).isNotEmpty();
    return path.toString();
  }

  private List<String> run(List<String> options, Class<?> main, String... arguments)
      throws IOException, InterruptedException {
    return run(options, "", main, arguments);
  }

  private List<String> run(List<String> options, String jars, Class<?> main, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(options);
    command.add("-cp");
    command.add(System.getProperty("java.class.path") + jars);
    command.add(main.getName());
    command.addAll(List.of(arguments));
    return run(command);
  }

  private List<String> run(List<String> arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:-UsePerfData");
    command.add("-Ddev.procession.aot=false");
    command.add("-Djava.util.logging.SimpleFormatter.format=%4$s: %2$s%n%4$s: %5$s%6$s%n");
    command.addAll(arguments);
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
}
