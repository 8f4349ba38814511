package dev.procession.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.ChildProcess;
import dev.procession.CurrentProcess;
import dev.procession.ExitException;
import dev.procession.Processes;
import dev.procession.StartMethod;
import dev.procession.pool.PoolTesting;
import dev.procession.pool.Signals;
import dev.procession.testing.Conformance;
import dev.procession.testing.LeakCheck;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a child process does as any Java program does: threads, hooks, signals. */
@ExtendWith(LeakCheck.class)
class ChildLifeTest {
  @TempDir private Path directory;

  @Test
  @Conformance("_TestProcess.test_current")
  void shouldKnowTheProgramItself() {
    CurrentProcess self = Processes.current();
    assertThat(self.name()).isEqualTo("main");
    assertThat(self.pid()).isEqualTo(ProcessHandle.current().pid());
    assertThat(self.isAlive()).isTrue();
    assertThat(self.isDaemon()).isFalse();
    assertThat(self.exitCode()).isEmpty();
    assertThat(self.startMethod()).isEmpty();
    assertThat(self.authKey()).hasSizeGreaterThanOrEqualTo(16);
    assertThat(self).hasToString("CurrentProcess[main, pid=" + self.pid() + "]");
    assertThat(Processes.parent()).isEmpty();
  }

  @Test
  void shouldGiveItsKeyToChildren() throws Exception {
    byte[] before = Processes.current().authKey();
    var signals = Signals.in(directory);
    try {
      Processes.current().authKey("secret".getBytes(java.nio.charset.StandardCharsets.UTF_8));
      ChildProcess child =
          Children.of(
              StartMethod.SPAWN,
              () -> signals.append("key", new String(Processes.current().authKey())));
      Children.expectCode(child.start(), 0);
      assertThat(signals.lines("key")).containsExactly("secret");
    } finally {
      Processes.current().authKey(before);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SPAWN", "WARM"})
  @Conformance("_TestProcess.test_wait_for_threads")
  void shouldWaitForItsThreadsUnlessTheyAreDaemons(StartMethod method) throws Exception {
    var signals = Signals.in(directory);
    ChildProcess child =
        Children.of(
            method,
            () -> {
              Thread.ofPlatform().daemon().start(() -> signals.awaitStubbornly("never"));
              Thread.ofPlatform()
                  .start(
                      () -> {
                        signals.awaitStubbornly("end");
                        write(signals, "thread ended");
                      });
              signals.raise("task ended");
              // As code does that must not swallow an interrupt; the other thread goes on.
              Thread.currentThread().interrupt();
            });
    child.start();
    signals.expect("task ended");
    assertThat(child.join(Duration.ofMillis(100))).isFalse();
    signals.raise("end");
    Children.expectCode(child, 0);
    assertThat(signals.isRaised("thread ended")).isTrue();
  }

  private static void write(Signals signals, String name) {
    try {
      signals.raise(name);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  @Conformance("_TestAtExit.test_atexit")
  void shouldRunShutdownHooks() throws Exception {
    var signals = Signals.in(directory);
    List<ChildProcess> children = new ArrayList<>();
    children.add(Children.of(StartMethod.SPAWN, () -> hook(signals, "return")));
    children.add(
        Children.of(
            StartMethod.SPAWN,
            () -> {
              hook(signals, "exit");
              System.exit(3);
            }));
    children.add(
        Children.of(
            StartMethod.SPAWN,
            () -> {
              hook(signals, "exception");
              throw new ExitException(4);
            }));
    children.add(
        Children.of(
            StartMethod.SPAWN,
            () -> {
              hook(signals, "terminated");
              signals.await("never");
            }));
    children.forEach(ChildProcess::start);
    signals.expect("terminated added");
    children.getLast().terminate();
    children.forEach(Children::join);
    assertThat(children)
        .extracting(child -> child.exitCode().orElseThrow())
        .containsExactly(0, 3, 4, -15);
    assertThat(signals.lines("hooks"))
        .containsExactlyInAnyOrder("return", "exit", "exception", "terminated");
  }

  private static void hook(Signals signals, String name) throws Exception {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  try {
                    signals.append("hooks", name);
                  } catch (java.io.IOException e) {
                    throw new java.io.UncheckedIOException(e);
                  }
                }));
    signals.raise(name + " added");
  }

  @Test
  void shouldEndAlsoIfAShutdownHookStartsAChild() throws Exception {
    ChildProcess child =
        Children.of(
            StartMethod.SPAWN,
            () ->
                Runtime.getRuntime()
                    .addShutdownHook(new Thread(() -> ChildProcess.of(() -> {}).start())));
    Children.expectCode(child.start(), 0);
  }

  @Test
  @Conformance("_TestPollEintr.test_poll_eintr")
  void shouldKeepWaitingWhenASignalArrives() throws Exception {
    var signals = Signals.in(directory);
    var arrived = new CountDownLatch(1);
    var window = new sun.misc.Signal("WINCH");
    var before = sun.misc.Signal.handle(window, signal -> arrived.countDown());
    try {
      long parent = PoolTesting.pid();
      ChildProcess child =
          Children.of(
              StartMethod.SPAWN,
              () -> {
                new ProcessBuilder("kill", "-WINCH", String.valueOf(parent)).start().waitFor();
                signals.await("arrived");
              });
      child.start();
      Thread.ofVirtual()
          .start(
              () -> {
                try {
                  arrived.await();
                  signals.raise("arrived");
                } catch (Exception e) {
                  throw new AssertionError(e);
                }
              });
      child.join();
      assertThat(child.exitCode()).hasValue(0);
      assertThat(arrived.getCount()).isZero();
    } finally {
      sun.misc.Signal.handle(window, before);
    }
  }

  @Test
  void shouldNotDieOfTheInterruptOfATerminal() throws Exception {
    var signals = Signals.in(directory);
    ChildProcess child =
        Children.of(
            StartMethod.SPAWN,
            () -> {
              signals.raise("begun");
              signals.await("end");
            });
    child.start();
    signals.expect("begun");
    kill("-INT", child.pid());
    signals.raise("end");
    Children.expectCode(child, 0);
  }

  private static void kill(String signal, long pid) throws Exception {
    assertThat(new ProcessBuilder("kill", signal, String.valueOf(pid)).start().waitFor()).isZero();
  }

  @Test
  @Conformance("_TestProcess.test_many_processes")
  void shouldTellThatManyWereTerminatedRightAfterTheirStart() {
    List<ChildProcess> children = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      children.add(Children.of(StartMethod.SPAWN, () -> Thread.sleep(Duration.ofHours(1))).start());
    }
    children.forEach(ChildProcess::terminate);
    children.forEach(child -> Children.expectCode(child, -15));
  }

  @Test
  void shouldStopEverythingBelowItOnRequest() throws Exception {
    var signals = Signals.in(directory);
    ChildProcess child =
        Children.of(
                StartMethod.SPAWN,
                () -> {
                  Process sleep = new ProcessBuilder("sleep", "1000").start();
                  ChildProcess below = ChildProcess.of(() -> signals.awaitStubbornly("never"));
                  signals.append("below", String.valueOf(below.start().pid()));
                  signals.append("foreign", String.valueOf(sleep.pid()));
                  signals.awaitStubbornly("never");
                })
            .start();
    long foreign = signals.expectNumber("foreign");
    long below = signals.expectNumber("below");
    assertThat(child.stopTree(Duration.ofSeconds(1))).isTrue();
    Children.awaitGone(foreign);
    Children.awaitGone(below);
  }
}
