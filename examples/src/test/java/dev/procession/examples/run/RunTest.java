package dev.procession.examples.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** A check notices what is wrong, and says it with the whole output. */
class RunTest {

  private static Run run() {
    return new Run(3, List.of("a 1", "b", "a 2"), List.of("trouble"), Duration.ofMillis(5), 4711);
  }

  private static void expectNotShown(Consumer<Run> check, String what) {
    assertThatThrownBy(() -> check.accept(run()))
        .isInstanceOf(AssertionError.class)
        .hasMessageContainingAll(what, "exit code 3", "a 1", "b", "a 2", "trouble");
  }

  @Test
  void shouldHoldWhatIsThere() {
    Run run = run();
    run.shows("a 1", "a 2");
    run.showsExactly("a 1", "b", "a 2");
    run.inAnyOrder("a 2", "a 1");
    run.that(run.at("b") == 1, "b is in the middle");
    run.exits(3);
    assertThat(run.matches("a (\\d)"))
        .extracting(match -> match.group(1))
        .containsExactly("1", "2");
    assertThat(run.match("b").group()).isEqualTo("b");
    assertThat(run.errors()).containsExactly("trouble");
    run.endsWell();
    assertThat(run.shown())
        .containsExactly(
            "in this order: \"a 1\", \"a 2\"",
            "exactly this output",
            "in any order: \"a 2\", \"a 1\"",
            "b is in the middle",
            "exit code 3");
  }

  @Test
  void shouldNoticeWhatIsMissing() {
    expectNotShown(run -> run.shows("a 2", "a 1"), "line=\"a 1\"");
    expectNotShown(run -> run.shows("b", "b"), "line=\"b\"");
    expectNotShown(run -> run.showsExactly("a 1", "b"), "the output is: \"a 1\", \"b\"");
    expectNotShown(run -> run.inAnyOrder("b", "b"), "line=\"b\"");
    expectNotShown(run -> run.that(false, "no trouble"), "not shown: no trouble");
    expectNotShown(run -> run.matches("c.*"), "regex=c.*");
    expectNotShown(run -> run.match("a .*"), "found=2");
    expectNotShown(run -> run.at("c"), "line=\"c\"");
    expectNotShown(run -> run.exits(0), "exit code 0");
  }

  @Test
  void shouldNoticeAnEndThatTheCheckDidNotExpect() {
    expectNotShown(Run::endsWell, "exit code 0");
    expectNotShown(
        run -> {
          run.exits(3);
          run.endsWell();
        },
        "nothing on standard error");
  }
}
