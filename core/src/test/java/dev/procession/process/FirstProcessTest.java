package dev.procession.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.procession.ChildProcess;
import dev.procession.Processes;
import dev.procession.pool.ProcessPool;
import dev.procession.testing.LeakCheck;
import dev.procession.testing.Program;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A program that is the first process of its container. */
@ExtendWith(LeakCheck.class)
class FirstProcessTest {
  private static final List<String> CONTAINER =
      List.of("unshare", "--map-root-user", "--fork", "--pid", "--mount-proc", "--kill-child");

  @TempDir private Path directory;

  @BeforeAll
  static void needContainers() throws InterruptedException {
    List<String> command = new ArrayList<>(CONTAINER);
    command.add("true");
    boolean works;
    try {
      works = new ProcessBuilder(command).start().waitFor() == 0;
    } catch (IOException notInstalled) {
      works = false;
    }
    assumeTrue(works, "namespaces are not permitted here");
  }

  private Program start(Class<?> main) throws IOException {
    List<String> command = new ArrayList<>(CONTAINER);
    command.addAll(Program.java(List.of("--enable-native-access=ALL-UNNAMED"), main));
    return Program.start(directory, command);
  }

  /** Uses children, one of which is killed, and a pool. */
  static final class First {
    public static void main(String[] arguments) throws Exception {
      System.out.println(ProcessHandle.current().pid());
      ChildProcess.of(
              () -> {
                System.out.println(Processes.parent().orElseThrow().pid());
                ChildProcess.of(() -> System.out.println("grandchild")).start().join();
              })
          .start()
          .join();
      ChildProcess killed = ChildProcess.of(() -> Thread.sleep(Duration.ofHours(1))).start();
      killed.kill();
      killed.join();
      System.out.println(killed.exitCode().orElseThrow());
      try (var pool = ProcessPool.open(1)) {
        System.out.println(pool.map(n -> n * n, List.of(3)));
      }
    }
  }

  @Test
  void shouldHaveChildren() throws Exception {
    try (var program = start(First.class)) {
      program.expectCode(0);
      assertThat(program.out()).containsExactly("1", "1", "grandchild", "-9", "[9]");
      assertThat(program.err()).isEmpty();
    }
  }

  /** Waits for a child. */
  static final class Waiting {
    public static void main(String[] arguments) throws Exception {
      ChildProcess child = ChildProcess.of(() -> Thread.sleep(Duration.ofHours(1))).start();
      Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("ending")));
      System.out.println("ready");
      child.join();
    }
  }

  @Test
  void shouldEndWhenTold() throws Exception {
    try (var program = start(Waiting.class)) {
      program.expectLine("ready");
      long inside =
          ProcessHandle.of(program.pid()).orElseThrow().children().findFirst().get().pid();
      assertThat(new ProcessBuilder("kill", "-TERM", String.valueOf(inside)).start().waitFor())
          .isZero();
      Children.await("the program has ended", () -> !program.isAlive());
      assertThat(program.out()).containsExactly("ready", "ending");
    }
  }
}
