package dev.procession.cli.map;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.cli.ExitCode;
import dev.procession.cli.testing.Command;
import dev.procession.cli.testing.SampleJar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.jr.ob.JSON;

/** The command as a whole, on real files, with functions from a jar. */
class MapCommandTest {
  @TempDir static Path samples;
  private static Path jar;

  @TempDir Path directory;

  @BeforeAll
  static void makeJar() {
    jar = SampleJar.in(samples);
  }

  private Command map(String function, String... options) {
    return Command.start(directory, arguments(function, options));
  }

  private static String[] arguments(String function, String... options) {
    return Stream.concat(
            Stream.of("map", "-cp", jar.toString(), "com.acme.Job" + function, "--workers", "2"),
            Stream.of(options))
        .toArray(String[]::new);
  }

  static Stream<Arguments> conversions() {
    return Stream.of(
        Arguments.of("::upper", "lines", "a\n\nä b\r\nlast", "A\n\nÄ B\nLAST\n"),
        Arguments.of("::upper", "null", "a\nb\0c", "A\nB\0C\0"),
        Arguments.of("::print", "lines", "a\n", ""),
        Arguments.of(".Successor", "json", "1\n\n2\n", "[1,2]\n[2,3]\n"));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("conversions")
  void shouldConvertRecordsAndResults(String function, String records, String input, String output)
      throws IOException {
    Path in = Files.writeString(directory.resolve("in"), input);
    try (var map =
        Command.start(
            directory, in, arguments(function, "--records", records, "--progress", "off"))) {
      assertThat(map.exitCode()).as(map.err()).isEqualTo(ExitCode.SUCCESS);
      assertThat(map.out()).isEqualTo(output);
      assertThat(map.err()).isEqualTo(function.equals("::print") ? "printed a\n" : "");
    }
  }

  @Test
  void shouldKeepTheOrderOfManyRecords() throws IOException {
    Files.write(
        directory.resolve("in"), IntStream.range(0, 200_000).mapToObj(Integer::toString).toList());
    try (var map = map("::twice", "--input", "in", "--output", "out")) {
      assertThat(map.exitCode()).as(map.err()).isEqualTo(ExitCode.SUCCESS);
      assertThat(map.err()).contains("map: 200000 records, ");
    }
    assertThat(Files.readAllLines(directory.resolve("out")))
        .isEqualTo(IntStream.range(0, 200_000).mapToObj(i -> Integer.toString(2 * i)).toList());
  }

  @Test
  void shouldWriteEachResultOnceAsCompleted() throws IOException {
    Files.write(
        directory.resolve("in"), IntStream.range(0, 20_000).mapToObj(Integer::toString).toList());
    try (var map = map("::twice", "--input", "in", "--output", "out", "--as-completed")) {
      assertThat(map.exitCode()).as(map.err()).isEqualTo(ExitCode.SUCCESS);
    }
    assertThat(Files.readAllLines(directory.resolve("out")).stream().map(Integer::valueOf).sorted())
        .isEqualTo(IntStream.range(0, 20_000).mapToObj(i -> 2 * i).toList());
  }

  /** What a record does to its worker, and what is said about it. Nothing else is harmed. */
  @Test
  void shouldFailOnlyTheRecordsThatFail() throws IOException {
    List<String> commands =
        List.of(
            "be good", "throw", "be good", "exit", "halt", "be good", "kill", "sleep", "be good",
            "spin", "fill", "be good");
    Files.write(directory.resolve("in"), commands);
    try (var map =
        map(
            "::obey",
            "--input",
            "in",
            "--timeout",
            "3s",
            "--max-memory",
            "64m",
            "--dead-letter",
            "dead",
            "--progress",
            "off")) {
      assertThat(map.exitCode()).as(map.err()).isEqualTo(ExitCode.SOME_FAILED);
      assertThat(map.out()).isEqualTo("be good done\n".repeat(5));
      assertThat(map.err())
          .endsWith("procession: some records failed: failed=7, records=12, deadLetters=dead\n");
    }

    Map<String, Map<String, Object>> letters = new HashMap<>();
    for (String line : Files.readAllLines(directory.resolve("dead"))) {
      Map<String, Object> letter = JSON.std.mapFrom(line);
      assertThat(letter)
          .containsEntry("index", commands.indexOf(letter.get("input")))
          .containsEntry("attempts", 1)
          .containsKey("stack");
      letters.put((String) letter.get("input"), letter);
    }
    assertThat(letters).containsOnlyKeys("throw", "exit", "halt", "kill", "sleep", "spin", "fill");
    assertThat(letters.get("throw"))
        .containsEntry("error", "com.acme.Job$Refused")
        .containsEntry("message", "as told");
    assertThat(letters.get("sleep"))
        .containsEntry("error", "dev.procession.pool.TaskTimeoutException");
    assertThat(letters.get("spin"))
        .containsEntry("error", "dev.procession.pool.TaskTimeoutException");
    assertThat(letters.get("fill")).containsEntry("error", "java.lang.OutOfMemoryError");
    assertThat(worker(letters, "halt"))
        .containsEntry("exitCode", 4)
        .containsEntry("lastOutput", List.of("last words"));
    assertThat(worker(letters, "kill"))
        .containsEntry("exitCode", -9)
        .containsEntry("signal", "SIGKILL");
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> worker(
      Map<String, Map<String, Object>> letters, String input) {
    assertThat(letters.get(input))
        .containsEntry("error", "dev.procession.pool.WorkerDiedException");
    return (Map<String, Object>) letters.get(input).get("worker");
  }

  @Test
  void shouldShowTheFirstFailuresWithoutDeadLetterFile() throws IOException {
    Files.write(directory.resolve("in"), IntStream.range(0, 20).mapToObj(i -> "x" + i).toList());
    try (var map = map("::twice", "--input", "in", "--progress", "off")) {
      assertThat(map.exitCode()).isEqualTo(ExitCode.SOME_FAILED);
      assertThat(map.out()).isEmpty();
      assertThat(map.err().lines())
          .hasSize(7)
          .startsWith(
              "procession: record failed: index=0, error=java.lang.NumberFormatException: For input"
                  + " string: \"x0\"")
          .endsWith(
              "procession: further failures are only counted; --dead-letter keeps them",
              "procession: some records failed: failed=20, records=20");
    }
  }

  @Test
  void shouldTryAgain() throws IOException {
    Files.write(directory.resolve("in"), List.of("one", "two"));
    try (var map = map("::secondTime", "--input", "in", "--retries", "1", "--progress", "off")) {
      assertThat(map.exitCode()).as(map.err()).isEqualTo(ExitCode.SUCCESS);
      assertThat(map.out()).isEqualTo("done\ndone\n");
    }
  }

  @Test
  void shouldRefuseAFunctionForWhichThereIsNoConversion() throws IOException {
    Files.write(directory.resolve("in"), List.of("x"));
    try (var map = map("::unreachable", "--input", "in", "--progress", "off")) {
      assertThat(map.exitCode()).isEqualTo(ExitCode.USAGE);
      assertThat(map.err())
          .isEqualTo(
              "procession: a text cannot be converted to the parameter's type:"
                  + " type=com.acme.Job$Order; use --records json if the records are JSON\n");
    }
  }
}
