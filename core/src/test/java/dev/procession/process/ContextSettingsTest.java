package dev.procession.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.procession.Action;
import dev.procession.ChildProcess;
import dev.procession.ChildStartException;
import dev.procession.Context;
import dev.procession.Output;
import dev.procession.Processes;
import dev.procession.StartMethod;
import dev.procession.pool.Signals;
import dev.procession.testing.Conformance;
import dev.procession.testing.LeakCheck;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What each setting of a context does to a child. */
@ExtendWith(LeakCheck.class)
class ContextSettingsTest {
  private static final Context SPAWN = Context.standard().startMethod(StartMethod.SPAWN);
  private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

  @TempDir private Path directory;

  /** Lines that a task writes, run in a child of this context. */
  private List<String> ask(Context context, Question question) throws Exception {
    var signals = Signals.in(directory);
    Files.deleteIfExists(directory.resolve("answer"));
    Action task = () -> signals.append("answer", question.answer());
    Children.expectCode(ChildProcess.of(task).context(context).start(), 0);
    return signals.lines("answer");
  }

  /** What a child is asked. */
  private interface Question extends java.io.Serializable {
    String answer() throws Exception;
  }

  private Path script(String... lines) throws Exception {
    Path script = directory.resolve("script");
    Files.writeString(script, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
    return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
  }

  @Test
  @Conformance({
    "_TestProcess.test_set_executable",
    "MiscTestCase.test_spawn_sys_executable_none_allows_import"
  })
  void shouldRunAnotherLauncher() throws Exception {
    Question question = () -> String.valueOf(System.getenv("WRAPPED"));
    assertThat(ask(SPAWN.executable(JAVA), question)).containsExactly("null");
    Path link = Files.createSymbolicLink(directory.resolve("link"), JAVA);
    assertThat(ask(SPAWN.executable(link), question)).containsExactly("null");
    Files.delete(link);
    Path wrapper = script("WRAPPED=yes exec '" + JAVA + "' \"$@\"");
    assertThat(ask(SPAWN.executable(wrapper), question)).containsExactly("yes");
    assertThat(SPAWN.executable(wrapper).executable()).isEqualTo(wrapper);
    assertThat(SPAWN.executable()).isNull();
  }

  private static void expectRefused(Context context, String... words) {
    Context quiet = context.output(Output.discard());
    for (StartMethod method : List.of(StartMethod.SPAWN, StartMethod.WARM)) {
      ChildProcess child = ChildProcess.of(() -> {}).context(quiet.startMethod(method));
      assertThatExceptionOfType(ChildStartException.class)
          .isThrownBy(child::start)
          .satisfies(e -> assertThat(e.getMessage()).contains(words));
      assertThat(child.isAlive()).isFalse();
      assertThat(child.exitCode()).isEmpty();
      assertThat(child.toString()).contains(", new]");
      assertThat(Processes.activeChildren()).isEmpty();
    }
  }

  @Test
  @Conformance("MiscTestCase.test_spawn_sys_executable_none_allows_import")
  void shouldTellAtTheStartThatTheLauncherIsMissing() throws Exception {
    Path missing = directory.resolve("no-java");
    expectRefused(SPAWN.executable(missing), missing.toString());
    Path notExecutable = Files.writeString(directory.resolve("text"), "no program");
    expectRefused(SPAWN.executable(notExecutable), notExecutable.toString());
  }

  @Test
  void shouldRepeatTheLastWordsOfALauncherThatIsNone() throws Exception {
    Path script = script("echo 'there is no Java here' >&2", "exit 9");
    expectRefused(SPAWN.executable(script), "there is no Java here", "exit code 9");
    expectRefused(SPAWN.executable(Path.of("/bin/true")), "exit code 0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-XX:NoSuchOption", "-Xmx1x", "--no-such-option", "-javaagent:no.jar"})
  void shouldRepeatWhatTheJvmSaysOfABadOption(String option) {
    String word = option.startsWith("-XX:") ? "NoSuchOption" : "rror";
    expectRefused(SPAWN.jvmOptions(option), word);
  }

  @Test
  void shouldTellAtOnceThatThePreloadHookCannotBeSent() {
    var unsendable = new Object();
    expectRefused(
        SPAWN.preload(() -> assertThat(unsendable).isNotNull()), "Object is not Serializable");
  }

  @Test
  void shouldStartAnewWhenTheContextHasBeenCorrected() {
    ChildProcess child = ChildProcess.of(() -> {}).context(SPAWN.executable(Path.of("no-java")));
    assertThatExceptionOfType(ChildStartException.class).isThrownBy(child::start);
    Children.expectCode(child.context(SPAWN).start(), 0);
  }

  @Test
  void shouldSetTheEnvironment() throws Exception {
    Context context = SPAWN.environment("COLOUR", "blue = green").environment("EMPTY", "");
    assertThat(ask(context, () -> System.getenv("COLOUR") + "," + System.getenv("EMPTY") + "."))
        .containsExactly("blue = green,.");
    assertThat(ask(context, () -> System.getenv("PATH"))).containsExactly(System.getenv("PATH"));
  }

  @Test
  void shouldSetTheWorkingDirectory() throws Exception {
    Path folder = Files.createDirectory(directory.resolve("with space"));
    assertThat(ask(SPAWN.workingDirectory(folder), () -> Path.of("").toAbsolutePath().toString()))
        .containsExactly(folder.toString());
    assertThat(ask(SPAWN, () -> Path.of("").toAbsolutePath().toString()))
        .containsExactly(Path.of("").toAbsolutePath().toString());
    Path missing = directory.resolve("missing");
    expectRefused(SPAWN.workingDirectory(missing), missing.toString());
  }

  @Test
  void shouldSetSystemProperties() throws Exception {
    Context context = SPAWN.systemProperty("colour", "blue \"and\" green").systemProperty("x", "");
    assertThat(ask(context, () -> System.getProperty("colour") + System.getProperty("x")))
        .containsExactly("blue \"and\" green");
  }

  @Test
  void shouldLimitTheHeap() throws Exception {
    Context small = SPAWN.maxHeap(48L << 20);
    Question question = () -> String.valueOf(Runtime.getRuntime().maxMemory() >> 20);
    assertThat(Integer.parseInt(ask(small, question).getFirst())).isBetween(32, 48);
    try (var screen = Screen.open()) {
      Action greedy = () -> System.out.println(new byte[100 << 20].length);
      Children.expectCode(ChildProcess.of(greedy).context(small).start(), 1);
      assertThat(screen.err()).contains("java.lang.OutOfMemoryError");
      assertThat(screen.out()).isEmpty();
    }
  }

  @Test
  void shouldPassOptions() throws Exception {
    Context context =
        SPAWN.jvmOptions("-Dcolour=blue").jvmOptions("-XX:+UseParallelGC", "-Dcolour=green");
    Question question =
        () ->
            System.getProperty("colour")
                + java.lang.management.ManagementFactory.getGarbageCollectorMXBeans().stream()
                    .map(java.lang.management.MemoryManagerMXBean::getName)
                    .toList();
    assertThat(ask(context, question).getFirst()).startsWith("green").contains("PS Scavenge");
    assertThat(ask(SPAWN, question).getFirst()).contains("Copy");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void shouldPinToProcessorsAndBeNice() throws Exception {
    Context context = SPAWN.processors(Set.of(0)).niceness(3);
    Question question =
        () ->
            Processes.availableProcessors()
                + " "
                + new String(
                        new ProcessBuilder("nice").start().getInputStream().readAllBytes(),
                        java.nio.charset.StandardCharsets.UTF_8)
                    .strip();
    int own = Integer.parseInt(question.answer().split(" ")[1]);
    assertThat(ask(context, question)).containsExactly("1 " + Math.min(19, own + 3));
    Context both = Context.standard().startMethod(StartMethod.WARM).spares(0).processors(Set.of(0));
    assertThat(ask(both, question)).containsExactly("1 " + own);
  }

  @Test
  void shouldTellThatAProcessorDoesNotExist() {
    expectRefused(SPAWN.processors(Set.of(9999)), "taskset");
  }

  @Test
  @Conformance("_TestSpawnedSysPath.test_child_sys_path")
  void shouldMakeTheClassPathAbsolute() throws Exception {
    Path extra = Files.createDirectory(directory.resolve("extra"));
    Files.writeString(extra.resolve("resource.txt"), "found");
    Path relative = Path.of("").toAbsolutePath().relativize(extra);
    Context context = SPAWN.classPath(relative).workingDirectory(extra);
    Question question =
        () -> {
          try (var in = ClassLoader.getSystemResourceAsStream("resource.txt")) {
            return in == null ? "missing" : new String(in.readAllBytes());
          }
        };
    assertThat(ask(context, question)).containsExactly("found");
    // Entries may be added while the program runs.
    String before = System.getProperty("java.class.path");
    System.setProperty("java.class.path", before + java.io.File.pathSeparator + relative);
    try {
      assertThat(ask(SPAWN.workingDirectory(extra), question)).containsExactly("found");
    } finally {
      System.setProperty("java.class.path", before);
    }
    Question paths = () -> System.getProperty("java.class.path");
    assertThat(ask(context, paths).getFirst().split(java.io.File.pathSeparator))
        .allMatch(entry -> entry.startsWith("/"))
        // Our own jar is the first, for the sake of archives.
        .filteredOn(entry -> !entry.endsWith("procession.jar"))
        .startsWith(relative.toAbsolutePath().toString());
  }
}
