package dev.procession.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.ChildProcess;
import dev.procession.StartMethod;
import dev.procession.pool.Signals;
import dev.procession.testing.Conformance;
import dev.procession.testing.LeakCheck;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Descriptors and standard streams of children, and what becomes of them when streams are broken.
 */
@ExtendWith(LeakCheck.class)
class DescriptorTest {
  @TempDir private Path directory;

  /** What this process has open, apart from jars and the like. */
  private static List<String> open() throws IOException {
    List<String> open = new ArrayList<>();
    try (var links = Files.list(Path.of("/proc/self/fd"))) {
      for (Path link : links.toList()) {
        if (Files.isSymbolicLink(link)) {
          open.add(Files.readSymbolicLink(link).toString());
        }
      }
    }
    open.removeIf(name -> name.endsWith(".jar") || name.endsWith("/modules"));
    return open;
  }

  @ParameterizedTest
  @EnumSource(names = {"SPAWN", "WARM"})
  @EnabledOnOs(OS.LINUX)
  @Conformance("_TestProcess.test_child_fd_inflation")
  void shouldNotGrowWithTheNumberOfSiblings(StartMethod method) throws Exception {
    var signals = Signals.in(directory);
    List<ChildProcess> children = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      String name = "open" + i;
      children.add(
          Children.of(
                  method,
                  () -> {
                    signals.append("counts", String.valueOf(open().size()));
                    signals.raise(name);
                    signals.await("end");
                  })
              .start());
      signals.expect(name);
    }
    signals.raise("end");
    children.forEach(child -> Children.expectCode(child, 0));
    assertThat(signals.lines("counts").stream().distinct()).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource(names = {"SPAWN", "WARM"})
  @EnabledOnOs(OS.LINUX)
  @Conformance("TestCloseFds.test_closefd")
  void shouldNotInheritUnrelatedDescriptors(StartMethod method) throws Exception {
    var signals = Signals.in(directory);
    Path file = Files.createFile(directory.resolve("unrelated"));
    try (var server = new ServerSocket(0);
        var held = Files.newInputStream(file)) {
      assertThat(held.read()).isNegative();
      int port = server.getLocalPort();
      ChildProcess child =
          Children.of(
              method,
              () -> {
                for (String name : open()) {
                  signals.append("open", name);
                }
                new ServerSocket(port + 0).close();
              });
      // The child cannot listen where its parent does, but that is all it has to do with it.
      try (var screen = Screen.open()) {
        Children.expectCode(child.start(), 1);
        assertThat(screen.err()).contains("BindException");
      }
      assertThat(signals.lines("open")).isNotEmpty().noneMatch(name -> name.contains("unrelated"));
      // Input, output, error, two sockets to the parent, and what selectors need.
      assertThat(signals.lines("open")).hasSizeLessThan(16);
    }
  }

  @Test
  void shouldFindNothingOnItsInput() throws Exception {
    var signals = Signals.in(directory);
    ChildProcess child =
        Children.of(
            StartMethod.SPAWN, () -> signals.append("read", String.valueOf(System.in.read())));
    Children.expectCode(child.start(), 0);
    assertThat(signals.lines("read")).containsExactly("-1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"closed", "throwing", "failing", "absent"})
  @Conformance("_TestProcess.test_error_on_stdio_flush_1")
  void shouldNotDependOnTheStreamsOfItsParent(String state) throws Exception {
    PrintStream out = System.out;
    PrintStream err = System.err;
    PrintStream broken = broken(state);
    try {
      System.setOut(broken);
      System.setErr(broken);
      ChildProcess child =
          Children.of(
              StartMethod.SPAWN,
              () -> {
                for (int i = 0; i < 10_000; i++) {
                  System.out.println("to nobody");
                  System.err.println("to nobody");
                }
              });
      Children.expectCode(child.start(), 0);
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }

  private static PrintStream broken(String state) {
    return switch (state) {
      case "closed" -> {
        var stream = new PrintStream(OutputStream.nullOutputStream());
        stream.close();
        yield stream;
      }
      case "throwing" ->
          new PrintStream(OutputStream.nullOutputStream()) {
            @Override
            public void write(byte[] bytes, int offset, int length) {
              throw new IllegalStateException("not here");
            }
          };
      case "failing" ->
          new PrintStream(OutputStream.nullOutputStream()) {
            @Override
            public void flush() {
              throw new LinkageError("not here");
            }
          };
      default -> null;
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"closed", "throwing", "failing", "absent"})
  @Conformance("_TestProcess.test_error_on_stdio_flush_2")
  void shouldEndAsUsualWithoutStreamsOfItsOwn(String state) throws Exception {
    ChildProcess child = Children.of(StartMethod.SPAWN, () -> replaceStreams(state));
    Children.expectCode(child.start(), 0);
    ChildProcess failing =
        Children.of(
            StartMethod.SPAWN,
            () -> {
              replaceStreams(state);
              throw new IllegalArgumentException("nobody will read this");
            });
    Children.expectCode(failing.start(), 1);
  }

  private static void replaceStreams(String state) {
    if (state.equals("closed")) {
      System.out.close();
      System.err.close();
    } else {
      System.setOut(broken(state));
      System.setErr(broken(state));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SPAWN", "WARM"})
  void shouldStopAChildWhoseOutputAnotherProgramHoldsOpen(StartMethod method) throws Exception {
    var signals = Signals.in(directory);
    ChildProcess child = Children.of(method, () -> leaveAProgramBehind(signals)).start();
    long program = signals.expectNumber("pid");
    assertThat(child.stop(Duration.ZERO)).isTrue();
    assertThat(child.isAlive()).isFalse();
    ProcessHandle.of(program).ifPresent(ProcessHandle::destroyForcibly);
    Children.awaitGone(program);
  }

  private static void leaveAProgramBehind(Signals signals) throws Exception {
    Process program = new ProcessBuilder("sleep", "1000").inheritIO().start();
    signals.append("pid", String.valueOf(program.pid()));
    Thread.sleep(Duration.ofHours(1));
  }

  @ParameterizedTest
  @EnumSource(names = {"SPAWN", "WARM"})
  @EnabledOnOs(OS.LINUX)
  void shouldStartProgramsThatCtrlCEnds(StartMethod method) throws Exception {
    var signals = Signals.in(directory);
    ChildProcess child = Children.of(method, () -> tellIgnoredSignals(signals)).start();
    Children.expectCode(child, 0);
    long ignored = Long.parseUnsignedLong(signals.lines("ignored").getFirst(), 16);
    assertThat(ignored & 2).as("SIGINT is ignored, mask=%x", ignored).isZero();
  }

  private static void tellIgnoredSignals(Signals signals) throws Exception {
    Process program = new ProcessBuilder("grep", "SigIgn", "/proc/self/status").start();
    signals.append("ignored", program.inputReader().readLine().split("\\s+")[1]);
  }
}
