package dev.procession.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.Action;
import dev.procession.ChildProcess;
import dev.procession.Context;
import dev.procession.StartMethod;
import dev.procession.pool.Signals;
import dev.procession.testing.Conformance;
import dev.procession.testing.LeakCheck;
import dev.procession.testing.Program;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of children when the program ends by itself. */
@ExtendWith(LeakCheck.class)
class ProgramEndTest {
  @TempDir private Path directory;

  /** Starts a child that waits for a signal and a daemon that waits for ever, and ends somehow. */
  static final class Parent {
    public static void main(String[] arguments) throws Exception {
      Context.standard(Context.standard().startMethod(StartMethod.valueOf(arguments[1])));
      var signals = new Signals(arguments[2]);
      ChildProcess.of(
              () -> {
                signals.await("end");
                System.out.println("child ends");
              })
          .start();
      Action forEver = () -> Thread.sleep(Duration.ofHours(1));
      ChildProcess daemon = ChildProcess.of(forEver).daemon(true).start();
      signals.append("daemon", String.valueOf(daemon.pid()));
      Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("main ends")));
      switch (arguments[0]) {
        case "exit" -> System.exit(7);
        case "throw" -> throw new IllegalStateException("main fails");
        default -> {
          // Returns.
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"return,WARM,0", "return,SPAWN,0", "return,THREAD,0", "exit,WARM,7", "throw,WARM,1"})
  @Conformance({
    "MultiProcessingCmdLineMixin.test_basic_script",
    "MultiProcessingCmdLineMixin.test_script_compiled",
    "MultiProcessingCmdLineMixin.test_directory"
  })
  void shouldWaitForChildrenThatAreNoDaemons(String way, StartMethod method, int code)
      throws Exception {
    var signals = Signals.in(directory);
    try (var program =
        Program.start(directory, Parent.class, way, method.name(), directory.toString())) {
      program.expectLine("main ends");
      long daemon = signals.expectNumber("daemon");
      if (Children.isProcess(method)) {
        Children.awaitGone(daemon);
      }
      assertThat(program.isAlive()).isTrue();
      signals.raise("end");
      program.expectCode(code);
      assertThat(program.out()).containsExactly("main ends", "child ends");
      if (way.equals("throw")) {
        assertThat(program.err().lines().findFirst().orElseThrow()).contains("main fails");
      } else {
        assertThat(program.err()).isEmpty();
      }
    }
  }

  /** Forgets a daemon that does not listen. */
  static final class Impatient {
    public static void main(String[] arguments) throws Exception {
      var signals = new Signals(arguments[0]);
      ChildProcess.of(
              () -> {
                Runtime.getRuntime()
                    .addShutdownHook(new Thread(() -> signals.awaitStubbornly("never")));
                signals.append("pid", String.valueOf(ProcessHandle.current().pid()));
                signals.awaitStubbornly("never");
              })
          .daemon(true)
          .start();
      signals.await("pid");
    }
  }

  @Test
  void shouldKillDaemonsThatDoNotEnd() throws Exception {
    try (var program = Program.start(directory, Impatient.class, directory.toString())) {
      program.expectCode(0);
      Children.awaitGone(Signals.in(directory).expectNumber("pid"));
    }
  }

  /** Has a shutdown hook that starts a child when all else has been done. */
  static final class Late {
    public static void main(String[] arguments) {
      var signals = new Signals(arguments[0]);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> startOne(signals)));
      ChildProcess.of(() -> System.out.println("child")).start();
    }

    private static void startOne(Signals signals) {
      try {
        while (Thread.getAllStackTraces().keySet().stream()
            .anyMatch(thread -> thread.getName().equals("procession-end"))) {
          Thread.sleep(5);
        }
        ChildProcess late =
            ChildProcess.of(
                    () -> {
                      signals.await("started");
                      System.out.println("late child");
                    })
                .start();
        signals.raise("started");
        late.join();
        System.out.println(late);
      } catch (Exception e) {
        System.out.println("refused: " + e.getMessage());
      }
    }
  }

  @Test
  void shouldServeShutdownHooksToo() throws Exception {
    try (var program = Program.start(directory, Late.class, directory.toString())) {
      program.expectCode(0);
      assertThat(program.out()).startsWith("child", "late child").hasSize(3);
      assertThat(program.out().getLast()).contains("ended by exit code 0");
      assertThat(program.err()).isEmpty();
    }
  }

  /** Takes a child, and shows what is left when none has been needed for a while. */
  static final class Idle {
    public static void main(String[] arguments) throws Exception {
      System.out.println(ProcessHandle.current().children().count());
      ChildProcess.of(() -> {}).start().join();
      awaitChildren(true);
      System.out.println("spares");
      awaitChildren(false);
      System.out.println("none");
      ChildProcess.of(() -> System.out.println("again")).start().join();
      awaitChildren(true);
    }

    private static void awaitChildren(boolean some) throws InterruptedException {
      while (ProcessHandle.current().children().findAny().isPresent() != some) {
        Thread.sleep(5);
      }
    }
  }

  @Test
  void shouldReleaseSparesThatNobodyNeeds() throws Exception {
    List<String> idle = List.of("-Ddev.procession.spares.idle=PT1S");
    try (var program = Program.start(directory, Program.java(idle, Idle.class))) {
      program.expectCode(0);
      assertThat(program.out()).containsExactly("0", "spares", "none", "again");
      assertThat(program.err()).isEmpty();
    }
  }

  /** A program whose class cannot be initialized without starting a child. */
  static final class Bomb {
    static {
      // The limit is for the test: the processes must not multiply without end if this fails.
      var signals = new Signals(System.getProperty("signals"));
      try {
        signals.append("initialized", String.valueOf(ProcessHandle.current().pid()));
        if (signals.lines("initialized").size() < 5) {
          ChildProcess.of(() -> System.out.println("child")).start().join();
        }
      } catch (Exception e) {
        throw new ExceptionInInitializerError(e);
      }
    }

    public static void main(String[] arguments) {
      System.out.println("main");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SPAWN", "WARM"})
  @Conformance("TestNoForkBomb.test_noforkbomb")
  void shouldNotMultiplyWithoutEnd(StartMethod method) throws Exception {
    List<String> options = List.of("-Dsignals=" + directory, "-Dmethod=" + method);
    try (var program = Program.start(directory, Program.java(options, Bomb.class))) {
      // It is the child that fails: its class cannot be initialized.
      program.expectCode(0);
      assertThat(program.out()).containsExactly("main");
      assertThat(program.err())
          .contains("a child cannot start children before its task begins")
          .contains("static initializer", Bomb.class.getName());
      assertThat(Signals.in(directory).lines("initialized")).hasSize(2);
    }
  }
}
