package dev.procession.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.Action;
import dev.procession.ChildProcess;
import dev.procession.ChildStartException;
import dev.procession.Context;
import dev.procession.Output;
import dev.procession.StartMethod;
import dev.procession.pool.Signals;
import dev.procession.testing.LeakCheck;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Where the output of child processes goes. */
@ExtendWith(LeakCheck.class)
class OutputTest {
  @TempDir private Path directory;

  private static ChildProcess child(StartMethod method, Output output, Action task) {
    return ChildProcess.of(task).context(Children.context(method).output(output));
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "THREAD")
  void shouldPrintWhereTheProgramPrints(StartMethod method) {
    try (var screen = Screen.open()) {
      ChildProcess child =
          Children.of(
              method,
              () -> {
                System.out.print("to out");
                System.err.print("to err");
              });
      Children.expectCode(child.start(), 0);
      assertThat(screen.out()).isEqualTo("to out");
      assertThat(screen.err()).isEqualTo("to err");
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "THREAD")
  void shouldCaptureLines(StartMethod method) {
    var lines = new Captured();
    try (var screen = Screen.open()) {
      ChildProcess child =
          child(
              method,
              Output.capture(lines),
              () -> {
                System.out.print("one\ntwo\r\n\nthree\rfour");
                System.err.println("error");
                byte[] word = "Grüße".getBytes(UTF_8);
                for (byte piece : word) {
                  System.out.write(piece);
                  System.out.flush();
                }
              });
      Children.expectCode(child.start(), 0);
      assertThat(lines.out()).containsExactly("one", "two", "", "three", "fourGrüße");
      assertThat(lines.err()).containsExactly("error");
      assertThat(screen.out() + screen.err()).isEmpty();
    }
  }

  @Test
  void shouldHavePassedOnEverythingWhenTheJoinReturns() {
    var lines = new Captured();
    List<String> expected = IntStream.range(0, 5000).mapToObj(i -> "line " + i).toList();
    ChildProcess child =
        child(
            StartMethod.SPAWN,
            Output.capture(lines),
            () -> {
              var text = new StringBuilder();
              for (int i = 0; i < 5000; i++) {
                text.append("line ").append(i).append('\n');
              }
              System.out.print(text);
              System.out.flush();
              Runtime.getRuntime().halt(0);
            });
    Children.expectCode(child.start(), 0);
    assertThat(lines.out()).isEqualTo(expected);
  }

  @Test
  void shouldCaptureWhatIsBelowTheChildToo() {
    var lines = new Captured();
    ChildProcess child =
        child(
            StartMethod.SPAWN,
            Output.capture(lines),
            () -> {
              ChildProcess.of(() -> System.out.println("grandchild")).start().join();
              new ProcessBuilder("echo", "program").inheritIO().start().waitFor();
            });
    Children.expectCode(child.start(), 0);
    assertThat(lines.out()).containsExactlyInAnyOrder("grandchild", "program");
  }

  @Test
  void shouldGoOnWhenTheConsumerFails() {
    List<String> seen = new ArrayList<>();
    Output.LineConsumer consumer =
        (stream, line) -> {
          seen.add(line);
          throw new IllegalStateException("cannot take " + line);
        };
    ChildProcess child =
        child(
            StartMethod.SPAWN,
            Output.capture(consumer),
            () -> {
              System.out.println("one");
              System.out.print("two\nthree\n");
            });
    Children.expectCode(child.start(), 0);
    assertThat(seen).containsExactly("one", "two", "three");
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "THREAD")
  void shouldAppendToAFile(StartMethod method) throws Exception {
    Path file = directory.resolve("log");
    Files.writeString(file, "before\n");
    for (String word : List.of("one", "two")) {
      ChildProcess child =
          child(
              method,
              Output.file(file),
              () -> {
                System.out.println(word + " out");
                System.out.flush();
                System.err.println(word + " err");
              });
      Children.expectCode(child.start(), 0);
    }
    assertThat(Files.readAllLines(file))
        .startsWith("before")
        .containsExactlyInAnyOrder("before", "one out", "one err", "two out", "two err");
  }

  @Test
  void shouldRefuseAFileThatCannotBeWritten() {
    Path file = directory.resolve("missing").resolve("log");
    ChildProcess child = child(StartMethod.SPAWN, Output.file(file), () -> {});
    assertThatThrownBy(child::start)
        .isInstanceOf(ChildStartException.class)
        .hasMessageContaining(file.toString());
  }

  @Test
  void shouldDiscard() {
    try (var screen = Screen.open()) {
      ChildProcess child =
          child(
              StartMethod.SPAWN,
              Output.discard(),
              () -> {
                System.out.println("never seen");
                throw new IllegalArgumentException("never seen");
              });
      Children.expectCode(child.start(), 1);
      assertThat(screen.out() + screen.err()).isEmpty();
    }
  }

  @Test
  void shouldNotMixTheOutputOfOneSpareWithThatOfAnother() {
    Context context = Children.context(StartMethod.WARM);
    List<Captured> captured = new ArrayList<>();
    List<ChildProcess> children = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      String line = "child " + i;
      captured.add(new Captured());
      Context own = context.output(Output.capture(captured.getLast()));
      children.add(ChildProcess.of(() -> System.out.println(line)).context(own).start());
    }
    children.forEach(child -> Children.expectCode(child, 0));
    for (int i = 0; i < 3; i++) {
      assertThat(captured.get(i).out()).containsExactly("child " + i);
    }
  }

  @Test
  void shouldCaptureAtHomeWhatAContextThatTravelsCaptures() throws Exception {
    var lines = new Captured();
    var signals = Signals.in(directory);
    Context context = Context.standard().spares(0).output(Output.capture(lines));
    Context travels = context;
    ChildProcess child =
        ChildProcess.of(
                () -> {
                  signals.append("output", travels.output().toString());
                  ChildProcess.of(() -> System.out.println("below"))
                      .context(travels)
                      .start()
                      .join();
                })
            .context(context);
    Children.expectCode(child.start(), 0);
    assertThat(signals.lines("output")).containsExactly("INSTANCE");
    assertThat(lines.out()).containsExactly("below");
  }
}
