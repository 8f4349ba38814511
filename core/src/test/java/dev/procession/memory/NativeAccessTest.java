package dev.procession.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.ChildProcess;
import dev.procession.StartMethod;
import dev.procession.pool.PoolTesting;
import dev.procession.sync.SharedEvent;
import dev.procession.testing.LeakCheck;
import dev.procession.testing.Program;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Programs that were told what native calls they may make, and those that were told nothing. */
@ExtendWith(LeakCheck.class)
class NativeAccessTest {
  /** Well below the five seconds after which a sleeper looks by itself. */
  private static final Duration PROMPT = Duration.ofSeconds(2);

  @TempDir private Path folder;

  /** Wakes a child, and is woken by what the child has made. */
  static final class Sleepers {
    private Sleepers() {}

    public static void main(String[] arguments) throws Exception {
      var asleep = SharedEvent.create();
      var awake = SharedEvent.create();
      var child =
          ChildProcess.of(
                  () -> {
                    asleep.await();
                    awake.set();
                  })
              .startMethod(StartMethod.SPAWN);
      child.start();
      PoolTesting.await("the child sleeps", () -> asleep.waiters() == 1);
      long begin = System.nanoTime();
      asleep.set();
      awake.await();
      boolean prompt = System.nanoTime() - begin < PROMPT.toNanos();
      System.out.println(prompt ? "prompt" : "late");
      child.join();
    }
  }

  @Test
  void shouldWakeAChildWhenTheParentMayMakeNoNativeCalls() throws Exception {
    List<String> options = List.of("--illegal-native-access=deny");
    try (var program = Program.start(folder, options, Sleepers.class)) {
      program.expectCode(0);
      assertThat(program.out()).containsExactly("prompt");
      assertThat(program.err()).isEmpty();
    }
  }

  private static final String MAIN =
      """
      package app;

      import dev.procession.ChildProcess;
      import dev.procession.sync.SharedEvent;

      public class Main {
        public static void main(String[] arguments) throws Exception {
          var event = SharedEvent.create();
          var child = ChildProcess.of(() -> event.await());
          child.start();
          while (event.waiters() == 0) {
            Thread.onSpinWait();
          }
          event.set();
          child.join();
          System.out.println(child.exitCode().getAsInt());
        }
      }
      """;

  /** As a module the library must be named; the program does that for itself, not for children. */
  @Test
  void shouldAllowNativeCallsToChildrenOfAModule() throws Exception {
    Path classes = folder.resolve("classes");
    Path core =
        Path.of(ChildProcess.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    Path module =
        Files.writeString(
            folder.resolve("module-info.java"), "module app { requires dev.procession; }");
    Path main = Files.writeString(folder.resolve("Main.java"), MAIN);
    int failed =
        ToolProvider.findFirst("javac")
            .orElseThrow()
            .run(
                System.out,
                System.err,
                "-d",
                classes.toString(),
                "--module-path",
                core.toString(),
                module.toString(),
                main.toString());
    assertThat(failed).isZero();
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=dev.procession",
            "-Ddev.procession.aot=false",
            "-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"),
            "--module-path",
            classes + System.getProperty("path.separator") + core,
            "-m",
            "app/app.Main");
    Path errors = folder.resolve("errors");
    Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
    String out = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor()).isZero();
    assertThat(out.strip()).isEqualTo("0");
    assertThat(errors).isEmptyFile();
  }
}
