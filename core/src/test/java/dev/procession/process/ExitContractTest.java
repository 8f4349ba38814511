package dev.procession.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.ChildProcess;
import dev.procession.ExitException;
import dev.procession.StartMethod;
import dev.procession.pool.Signals;
import dev.procession.testing.Conformance;
import dev.procession.testing.LeakCheckPerClass;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How children end by themselves and on request, however they are started. */
@ExtendWith(LeakCheckPerClass.class)
class ExitContractTest {
  @TempDir private Path directory;

  @ParameterizedTest
  @EnumSource
  @Conformance("_TestSubclassingProcess.test_stderr_flush")
  void shouldPrintWhereAnErrorCameFrom(StartMethod method) {
    try (var screen = Screen.open()) {
      ChildProcess child =
          Children.of(
                  method,
                  () -> {
                    throw new IllegalArgumentException("no such thing", new Error("deep"));
                  })
              .name("eva");
      Children.expectCode(child.start(), 1);
      assertThat(screen.err())
          .startsWith("Exception in process eva: java.lang.IllegalArgumentException: no such thing")
          .containsPattern("at dev.procession.process.ExitContractTest.*ExitContractTest.java:\\d+")
          .contains("Caused by: java.lang.Error: deep");
      assertThat(screen.out()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  @Conformance("_TestSubclassingProcess.test_sys_exit")
  void shouldExitWithTheCodeOfAnExitException(StartMethod method) throws Exception {
    var signals = Signals.in(directory);
    try (var screen = Screen.open()) {
      for (int code : new int[] {0, 1, 8, 127}) {
        ChildProcess child =
            Children.of(
                method,
                () -> {
                  try {
                    throw new ExitException(code);
                  } finally {
                    signals.append("finally", String.valueOf(code));
                  }
                });
        Children.expectCode(child.start(), code);
      }
      assertThat(signals.lines("finally")).containsExactly("0", "1", "8", "127");
      assertThat(screen.err()).isEmpty();
      ChildProcess child =
          Children.of(
              method,
              () -> {
                throw new ExitException("disk is full");
              });
      Children.expectCode(child.start(), 1);
      assertThat(screen.err()).isEqualTo("disk is full" + System.lineSeparator());
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "THREAD")
  @Conformance("_TestSubclassingProcess.test_sys_exit")
  void shouldExitWithTheCodeOfSystemExit(StartMethod method) {
    Children.expectCode(Children.of(method, () -> System.exit(0)).start(), 0);
    Children.expectCode(Children.of(method, () -> System.exit(8)).start(), 8);
    Children.expectCode(Children.of(method, () -> Runtime.getRuntime().halt(3)).start(), 3);
  }

  @ParameterizedTest
  @EnumSource
  @Conformance("_TestProcess.test_interrupt")
  void shouldEndQuietlyWhenInterrupted(StartMethod method) throws Exception {
    var signals = Signals.in(directory);
    try (var screen = Screen.open()) {
      ChildProcess child =
          Children.of(
              method,
              () -> {
                try {
                  signals.raise("begun");
                  Thread.sleep(Duration.ofHours(1));
                } finally {
                  signals.raise("finally");
                }
              });
      child.start();
      signals.expect("begun");
      child.interrupt();
      Children.expectCode(child, 1);
      assertThat(signals.isRaised("finally")).isTrue();
      assertThat(screen.err()).isEmpty();
      child.interrupt();
      child.terminate();
      child.kill();
      assertThat(child.exitCode()).hasValue(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldEndQuietlyWhenInterruptedInAChannel(StartMethod method) {
    try (var screen = Screen.open()) {
      ChildProcess child =
          Children.of(
              method,
              () -> {
                Thread.currentThread().interrupt();
                throw new ClosedByInterruptException();
              });
      // Nobody has asked for the interrupt, so it is an error like any other.
      Children.expectCode(child.start(), 1);
      assertThat(screen.err()).contains("ClosedByInterruptException");
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldGoOnWhenItCatchesTheInterrupt(StartMethod method) throws Exception {
    var signals = Signals.in(directory);
    ChildProcess child =
        Children.of(
            method,
            () -> {
              try {
                signals.raise("begun");
                Thread.sleep(Duration.ofHours(1));
              } catch (InterruptedException e) {
                signals.raise("caught");
              }
              signals.await("end");
            });
    child.start();
    signals.expect("begun");
    child.interrupt();
    signals.expect("caught");
    assertThat(child.isAlive()).isTrue();
    signals.raise("end");
    Children.expectCode(child, 0);
  }

  @ParameterizedTest
  @EnumSource
  @Conformance("_TestProcess.test_terminate")
  void shouldEndWhenTerminated(StartMethod method) throws Exception {
    try (var screen = Screen.open()) {
      ChildProcess child = Children.of(method, ExitContractTest::sleep).start();
      child.terminate();
      Children.expectCode(child, -15);
      assertThat(child.toString()).contains("SIGTERM");
      assertThat(screen.err()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  @Conformance("_TestProcess.test_kill")
  void shouldEndWhenKilled(StartMethod method) throws Exception {
    ChildProcess child = Children.of(method, ExitContractTest::sleep).start();
    child.kill();
    Children.expectCode(child, -9);
  }

  private static void sleep() throws InterruptedException {
    Thread.sleep(Duration.ofHours(1));
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "THREAD")
  void shouldKillWhatDoesNotStop(StartMethod method) throws Exception {
    var signals = Signals.in(directory);
    ChildProcess child =
        Children.of(
            method,
            () -> {
              Runtime.getRuntime()
                  .addShutdownHook(new Thread(() -> signals.awaitStubbornly("never")));
              signals.raise("begun");
              signals.awaitStubbornly("never");
            });
    child.start();
    signals.expect("begun");
    assertThat(child.stop(Duration.ofMillis(100))).isTrue();
    assertThat(child.exitCode()).hasValue(-9);
    assertThat(child.stop(Duration.ofSeconds(1))).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void shouldStopInStages(StartMethod method) throws Exception {
    ChildProcess polite = Children.of(method, ExitContractTest::sleep).start();
    assertThat(polite.stop(Duration.ofSeconds(60))).isTrue();
    assertThat(polite.exitCode()).hasValue(1);
    ChildProcess atOnce = Children.of(method, ExitContractTest::sleep).start();
    assertThat(atOnce.stop(Duration.ZERO)).isTrue();
    assertThat(atOnce.isAlive()).isFalse();
    assertThatThrownBy(() -> polite.stop(Duration.ofNanos(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("PT-0.000000001S");
  }
}
