package dev.procession.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.procession.Action;
import dev.procession.ChildProcess;
import dev.procession.Context;
import dev.procession.StartMethod;
import dev.procession.pool.PoolTesting;
import dev.procession.pool.Signals;
import dev.procession.testing.LeakCheck;
import dev.procession.testing.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a program with children does when it is told to end. */
@ExtendWith(LeakCheck.class)
class SignalTest {
  @TempDir private Path directory;

  /** Starts children of all kinds, and waits or ends. */
  static final class Family {
    public static void main(String[] arguments) throws Exception {
      Context.standard(Context.standard().startMethod(StartMethod.valueOf(arguments[2])));
      var signals = new Signals(arguments[1]);
      ChildProcess polite = child(signals, SignalTest::sleep).start();
      child(signals, SignalTest::sleep).daemon(true).start();
      child(signals, () -> signals.awaitStubbornly("never")).start();
      child(
              signals,
              () -> {
                ChildProcess below = child(signals, SignalTest::sleep).start();
                below.join();
              })
          .start();
      while (signals.lines("pids").size() < 5) {
        Thread.sleep(5);
      }
      Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("ending")));
      System.out.println("ready");
      if (arguments[0].equals("waits")) {
        polite.join();
        Thread.sleep(Duration.ofHours(1));
      }
    }

    private static ChildProcess child(Signals signals, Action task) {
      return ChildProcess.of(
          () -> {
            signals.append("pids", String.valueOf(PoolTesting.pid()));
            task.perform();
          });
    }
  }

  private static void sleep() throws InterruptedException {
    Thread.sleep(Duration.ofHours(1));
  }

  /** The start method of the children has no part in how they end; spares cost time. */
  private Program start(String what, String method) throws IOException {
    return Program.start(directory, Family.class, what, directory.toString(), method);
  }

  private List<Long> pids() throws Exception {
    List<Long> pids = Signals.in(directory).lines("pids").stream().map(Long::valueOf).toList();
    assertThat(pids).hasSize(5).allMatch(PoolTesting::isAlive);
    return pids;
  }

  @ParameterizedTest
  @CsvSource({"-INT,130,WARM", "-TERM,143,SPAWN", "-HUP,129,SPAWN"})
  void shouldTakeItsChildrenWithIt(String signal, int code, String method) throws Exception {
    try (var program = start("waits", method)) {
      program.expectLine("ready");
      List<Long> pids = pids();
      program.signal(signal);
      program.expectCode(code);
      pids.forEach(Children::awaitGone);
      assertThat(program.out()).containsExactly("ready", "ending");
      if (signal.equals("-INT")) {
        assertThat(program.err().lines())
            .containsExactly("procession: interrupted, stopping child processes: 4");
      } else {
        assertThat(program.err()).isEmpty();
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"-INT,SPAWN", "-TERM,WARM"})
  void shouldTakeItsChildrenWithItWhileItWaitsForThem(String signal, String method)
      throws Exception {
    try (var program = start("ends", method)) {
      program.expectLine("ending");
      List<Long> pids = pidsWithoutDaemon();
      program.signal(signal);
      Children.await("the program has ended", () -> !program.isAlive());
      pids.forEach(Children::awaitGone);
      assertThat(program.err().lines()).noneMatch(line -> line.contains("at "));
    }
  }

  private List<Long> pidsWithoutDaemon() throws Exception {
    List<Long> pids = Signals.in(directory).lines("pids").stream().map(Long::valueOf).toList();
    Children.await(
        "the daemon has gone", () -> pids.stream().filter(PoolTesting::isAlive).count() <= 4);
    return pids;
  }

  @Test
  void shouldStopOnceForTheInterruptOfATerminal() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/script")), "script is not installed");
    var quoted = new ArrayList<String>();
    for (String word :
        Program.java(List.of(), Family.class, "waits", directory.toString(), "SPAWN")) {
      quoted.add("'" + word + "'");
    }
    List<String> command =
        List.of("/usr/bin/script", "-q", "-e", "-c", String.join(" ", quoted), "/dev/null");
    try (var program = Program.start(directory, command)) {
      program.expectLine("ready");
      List<Long> pids = pids();
      program.type("\u0003");
      program.expectCode(130);
      pids.forEach(Children::awaitGone);
      assertThat(program.out())
          .filteredOn(line -> !line.isBlank() && !line.equals("^C"))
          .map(line -> line.replace("^C", ""))
          .containsExactlyInAnyOrder(
              "ready", "procession: interrupted, stopping child processes: 4", "ending");
    }
  }
}
