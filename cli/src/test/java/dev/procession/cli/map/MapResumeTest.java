package dev.procession.cli.map;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.cli.ExitCode;
import dev.procession.cli.testing.Command;
import dev.procession.cli.testing.SampleJar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.jr.ob.JSON;

/** A run that is stopped, by whatever, can be resumed with nothing lost and nothing twice. */
class MapResumeTest {
  private static final int RECORDS = 4000;

  /** What an uninterrupted run writes: {@code Job.slowly} refuses every hundredth number. */
  private static final List<String> EXPECTED =
      IntStream.range(0, RECORDS).filter(i -> i % 100 != 99).mapToObj(i -> "done " + i).toList();

  @TempDir static Path samples;
  private static Path jar;

  @TempDir Path directory;

  @BeforeAll
  static void makeJar() {
    jar = SampleJar.in(samples);
  }

  @BeforeEach
  void makeInput() throws IOException {
    Files.write(
        directory.resolve("in"), IntStream.range(0, RECORDS).mapToObj(Integer::toString).toList());
  }

  private Command map(String... options) {
    List<String> arguments =
        new ArrayList<>(
            List.of("map", "-cp", jar.toString(), "com.acme.Job::slowly", "--workers", "2"));
    arguments.addAll(List.of("--input", "in", "--output", "out", "--journal", "journal"));
    arguments.addAll(List.of("--dead-letter", "dead", "--progress", "off"));
    arguments.addAll(List.of(options));
    return Command.start(directory, arguments.toArray(String[]::new));
  }

  @ParameterizedTest
  @ValueSource(strings = {"--ordered", "--as-completed"})
  void shouldGoOnAfterSigkill(String order) throws IOException {
    try (var first = map(order)) {
      killAfter(first, 500);
    }
    try (var second = map(order, "--resume", "--retries", "1")) {
      killAfter(second, 1000);
    }
    try (var last = map(order, "--resume")) {
      assertThat(last.exitCode()).as(last.err()).isEqualTo(ExitCode.SOME_FAILED);
    }
    expectComplete(order);
  }

  @Test
  void shouldNotCountRecordsWhileNoWorkerCanBeStarted() throws IOException {
    try (var first = map("--jvm-option", "-XX:NoSuchOption")) {
      assertThat(first.exitCode()).as(first.err()).isEqualTo(ExitCode.FAILURE);
      assertThat(first.err()).contains("NoSuchOption").doesNotContain("\tat ");
    }
    try (var last = map("--resume")) {
      assertThat(last.exitCode()).as(last.err()).isEqualTo(ExitCode.SOME_FAILED);
    }
    expectComplete("--ordered");
  }

  @Test
  void shouldGoOnAfterCtrlC() throws IOException {
    try (var first = map()) {
      awaitDone(500);
      first.signal("INT");

      assertThat(first.exitCode()).isEqualTo(130);
      assertThat(first.err())
          .matches(
              "procession: interrupted: records=\\d+; go on with the same command and --resume\n");
    }
    try (var last = map("--resume")) {
      assertThat(last.exitCode()).as(last.err()).isEqualTo(ExitCode.SOME_FAILED);
    }
    expectComplete("--ordered");
  }

  @Test
  void shouldNotSpoilARunThatIsThere() throws IOException {
    try (var first = map()) {
      awaitDone(100);
      try (var other = map("--resume")) {
        assertThat(other.exitCode()).isEqualTo(ExitCode.FAILURE);
        assertThat(other.err())
            .isEqualTo(
                "procession: another run is using this journal: journal=journal;"
                    + " wait for it or stop it\n");
      }
      first.signal("TERM");
      assertThat(first.exitCode()).isEqualTo(143);
    }
    try (var again = map()) {
      assertThat(again.exitCode()).isEqualTo(ExitCode.USAGE);
      assertThat(again.err())
          .matches(
              "procession: the journal holds a run that has done something: journal=journal,"
                  + " records=\\d+; go on with --resume, or name another --journal\n");
    }
    try (var different = map("--resume", "--as-completed")) {
      assertThat(different.exitCode()).isEqualTo(ExitCode.USAGE);
      assertThat(different.err())
          .isEqualTo(
              "procession: the journal is of another run: order=as-completed (was ordered);"
                  + " name another --journal\n");
    }
    try (var last = map("--resume")) {
      assertThat(last.exitCode()).isEqualTo(ExitCode.SOME_FAILED);
    }
    try (var tooLate = map("--resume")) {
      assertThat(tooLate.exitCode()).isEqualTo(ExitCode.SOME_FAILED);
      assertThat(tooLate.err())
          .isEqualTo("procession: nothing is left to do: records=" + RECORDS + "\n");
    }
    expectComplete("--ordered");
  }

  private void killAfter(Command command, int records) {
    awaitDone(records);
    assertThat(command.hasWorkers()).isTrue();
    command.kill();
  }

  private void awaitDone(int records) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(5))
        .until(() -> done() >= records);
  }

  private int done() throws IOException {
    Path journal = directory.resolve("journal/journal.json");
    return Files.exists(journal)
        ? (Integer) JSON.std.mapFrom(Files.readString(journal)).get("done")
        : 0;
  }

  private void expectComplete(String order) throws IOException {
    var out = assertThat(Files.readAllLines(directory.resolve("out")));
    if (order.equals("--ordered")) {
      out.isEqualTo(EXPECTED);
    } else {
      out.containsExactlyInAnyOrderElementsOf(EXPECTED);
    }
    List<Object> dead = new ArrayList<>();
    for (String line : Files.readAllLines(directory.resolve("dead"))) {
      dead.add(JSON.std.mapFrom(line).get("index"));
    }
    assertThat(dead)
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, RECORDS).filter(i -> i % 100 == 99).boxed().toList());
  }
}
