package dev.procession.examples.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.testing.LeakCheck;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The command that lists and runs examples. */
@ExtendWith(LeakCheck.class)
class ExamplesCommandTest {

  /** What the command has printed, and how it ended. */
  private record Result(int exitCode, String out, String err) {}

  private static Result run(String... arguments) throws Exception {
    PrintStream out = System.out;
    PrintStream err = System.err;
    var outBytes = new ByteArrayOutputStream();
    var errBytes = new ByteArrayOutputStream();
    System.setOut(new PrintStream(outBytes, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(errBytes, true, StandardCharsets.UTF_8));
    try {
      int code = Examples.run(List.of(arguments));
      return new Result(
          code,
          outBytes.toString(StandardCharsets.UTF_8),
          errBytes.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }

  /** Else the first example says that it prepares a fast start. */
  @BeforeAll
  static void prepare() throws Exception {
    ExampleProgram.prepare();
  }

  @Test
  void shouldListAll() throws Exception {
    Result result = run();
    assertThat(result.exitCode()).isZero();
    assertThat(result.out())
        .containsSubsequence(
            Catalogue.all().stream().map(example -> "  " + example.title()).toList())
        .contains("Process(target, args), start, join");
  }

  @Test
  void shouldExplainRunAndCheckOne() throws Exception {
    Result result = run("15");
    assertThat(result.err()).isEmpty();
    assertThat(result.exitCode()).isZero();
    assertThat(result.out())
        .containsSubsequence(
            "15 A queue in both directions",
            "A queue in both directions: the main program puts",
            "  | child took: how are you?",
            "shown: exactly this output");
  }

  @Test
  void shouldSayThatThereIsNoSuchExample() throws Exception {
    for (String number : List.of("0", "999", "99999999999", "fork")) {
      Result result = run(number);
      assertThat(result.exitCode()).isEqualTo(2);
      assertThat(result.err())
          .isEqualTo(
              "procession: there is no such example: "
                  + number
                  + "; procession examples lists them"
                  + System.lineSeparator());
    }
  }
}
