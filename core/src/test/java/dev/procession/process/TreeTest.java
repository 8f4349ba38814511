package dev.procession.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.ChildProcess;
import dev.procession.Context;
import dev.procession.ParentProcess;
import dev.procession.Processes;
import dev.procession.StartMethod;
import dev.procession.pool.PoolTesting;
import dev.procession.pool.Signals;
import dev.procession.testing.Conformance;
import dev.procession.testing.LeakCheck;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Children of children. */
@ExtendWith(LeakCheck.class)
class TreeTest {
  @TempDir private Path directory;

  @Test
  @Conformance("_TestProcess.test_recursion")
  void shouldStartChildrenToAnyDepth() throws Exception {
    var signals = Signals.in(directory);
    ChildProcess top =
        Children.of(StartMethod.SPAWN, () -> descend(signals, "1", 3)).name("top").start();
    Children.expectCode(top, 0);
    assertThat(signals.lines("ids"))
        .containsExactly(
            "1", "1.1", "1.1.1", "1.1.1.1", "1.1.2", "1.2", "1.2.1", "1.2.1.1", "1.2.2");
    String place = signals.lines("names").getFirst();
    assertThat(place).matches("process-\\d+:1");
    assertThat(signals.lines("names"))
        .containsExactly(
            place,
            place + ":1",
            place + ":1:1",
            place + ":2",
            replaceLast(place, 2),
            replaceLast(place, 2) + ":1",
            replaceLast(place, 2) + ":1:1",
            replaceLast(place, 2) + ":2");
  }

  private static String replaceLast(String place, int number) {
    return place.substring(0, place.length() - 1) + number;
  }

  private static void descend(Signals signals, String id, int depth) throws Exception {
    signals.append("ids", id);
    if (depth < 3) {
      signals.append("names", Processes.current().name());
    }
    // Not the whole tree: the last level has one child only, below the first of its level.
    int children = depth == 1 ? (id.endsWith("1") ? 1 : 0) : depth == 0 ? 0 : 2;
    for (int i = 1; i <= children; i++) {
      String child = id + "." + i;
      int left = depth - 1;
      ChildProcess process = ChildProcess.of(() -> descend(signals, child, left)).start();
      process.join();
      assertThat(process.exitCode()).hasValue(0);
    }
  }

  @Test
  @Conformance({"_TestProcess.test_parent_process", "_TestProcess.test_parent_process_attributes"})
  void shouldSeeItsParentDie() throws Exception {
    var signals = Signals.in(directory);
    ChildProcess child =
        Children.of(
                StartMethod.SPAWN,
                () -> {
                  ChildProcess grandchild = ChildProcess.of(() -> watchParent(signals));
                  grandchild.start().join();
                })
            .name("middle")
            .start();
    signals.expect("watching");
    assertThat(signals.lines("before")).containsExactly("middle " + child.pid() + " true false");
    long grandchild = signals.expectNumber("pid");
    child.kill();
    signals.expect("after");
    Children.awaitGone(grandchild);
    assertThat(signals.lines("after")).containsExactly("true false");
    Children.expectCode(child, -9);
  }

  private static void watchParent(Signals signals) throws Exception {
    ParentProcess parent = Processes.parent().orElseThrow();
    signals.append(
        "before",
        parent.name()
            + " "
            + parent.pid()
            + " "
            + parent.isAlive()
            + " "
            + parent.join(Duration.ZERO));
    signals.append("pid", String.valueOf(PoolTesting.pid()));
    signals.raise("watching");
    boolean over = parent.join(PoolTesting.DEADLINE);
    // The end of the parent interrupts the task as well.
    Thread.interrupted();
    signals.append("after", over + " " + parent.isAlive());
  }

  @ParameterizedTest
  @EnumSource
  @Conformance("_TestProcess.test_daemon_argument")
  void shouldMakeDaemonsOfTheChildrenOfDaemons(StartMethod method) throws Exception {
    assertThat(ChildProcess.of(() -> {}).isDaemon()).isFalse();
    var signals = Signals.in(directory);
    for (boolean daemon : List.of(true, false)) {
      ChildProcess child =
          Children.of(
              method,
              () -> {
                signals.append("daemon", String.valueOf(ChildProcess.of(() -> {}).isDaemon()));
                ChildProcess other = ChildProcess.of(() -> {}).daemon(!daemon);
                signals.append("daemon", String.valueOf(other.isDaemon()));
              });
      Children.expectCode(child.daemon(daemon).start(), 0);
    }
    assertThat(signals.lines("daemon")).containsExactly("true", "false", "false", "true");
  }

  @Test
  @Conformance("TestStdinBadfiledescriptor.test_queue_in_process")
  void shouldLetADaemonHaveDaemons() throws Exception {
    var signals = Signals.in(directory);
    ChildProcess child =
        Children.of(
            StartMethod.SPAWN,
            () -> {
              ChildProcess grandchild = ChildProcess.of(() -> signals.raise("grandchild"));
              grandchild.start().join();
            });
    Children.expectCode(child.daemon(true).start(), 0);
    assertThat(signals.isRaised("grandchild")).isTrue();
  }

  @Test
  void shouldEndItsDaemonsAndWaitForItsOtherChildren() throws Exception {
    var signals = Signals.in(directory);
    ChildProcess child =
        Children.of(
                StartMethod.SPAWN,
                () -> {
                  ChildProcess daemon =
                      ChildProcess.of(() -> Thread.sleep(Duration.ofHours(1))).daemon(true).start();
                  ChildProcess.of(() -> signals.await("end")).start();
                  signals.append("daemon", String.valueOf(daemon.pid()));
                })
            .start();
    Children.awaitGone(signals.expectNumber("daemon"));
    assertThat(child.isAlive()).isTrue();
    signals.raise("end");
    Children.expectCode(child, 0);
  }

  @ParameterizedTest
  @EnumSource
  @Conformance("TestStartMethod.test_nested_startmethod")
  void shouldPassOnWhatItHasReceived(StartMethod method) throws Exception {
    var signals = Signals.in(directory);
    var words = new java.util.ArrayList<>(List.of("one"));
    Context lean = Children.context(method).spares(0);
    ChildProcess child =
        ChildProcess.of(
                () -> {
                  words.add("two");
                  ChildProcess grandchild =
                      ChildProcess.of(() -> signals.append("words", words.toString()))
                          .context(lean)
                          .start();
                  grandchild.join();
                })
            .context(lean)
            .start();
    Children.expectCode(child, 0);
    assertThat(signals.lines("words")).containsExactly("[one, two]");
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "THREAD")
  void shouldStartItsChildrenAsItWasStarted(StartMethod method) throws Exception {
    var signals = Signals.in(directory);
    Context standard = Context.standard();
    Context.standard(standard.spares(0).environment("PASSED_ON", "yes"));
    try {
      ChildProcess child = ChildProcess.of(() -> tellAndGoOn(signals, 1)).startMethod(method);
      Children.expectCode(child.start(), 0);
    } finally {
      Context.standard(standard);
    }
    assertThat(signals.lines("method")).hasSize(2).containsOnly(method + " " + method + " yes");
  }

  private static void tellAndGoOn(Signals signals, int deeper) throws Exception {
    signals.append(
        "method",
        Processes.current().startMethod().orElseThrow()
            + " "
            + Context.standard().startMethod()
            + " "
            + System.getenv("PASSED_ON"));
    if (deeper > 0) {
      ChildProcess.of(() -> tellAndGoOn(signals, deeper - 1)).start().join();
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "THREAD")
  void shouldListOnlyItsOwnChildren(StartMethod method) throws Exception {
    var signals = Signals.in(directory);
    ChildProcess child =
        Children.of(
            method,
            () -> {
              signals.append("children", Processes.activeChildren().toString());
              ChildProcess grandchild = ChildProcess.of(() -> signals.await("end")).name("below");
              grandchild.context(Context.initial().startMethod(StartMethod.THREAD)).start();
              signals.append("children", Processes.activeChildren().toString());
              signals.raise("end");
              grandchild.join();
              signals.append("children", Processes.activeChildren().toString());
            });
    Children.expectCode(child.start(), 0);
    assertThat(signals.lines("children")).hasSize(3).startsWith("[]").endsWith("[]");
    assertThat(signals.lines("children").get(1)).contains("below", "running");
  }
}
