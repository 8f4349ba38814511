package dev.procession.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.cli.testing.SampleJar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every mistake in the arguments is one line and exit code 2, before any worker starts. */
class UsageTest {
  @TempDir static Path directory;

  @BeforeAll
  static void makeFiles() throws IOException {
    SampleJar.in(directory);
    Files.writeString(directory.resolve("in.txt"), "1\n2\n");
    Files.createDirectory(directory.resolve("folder"));
    Files.writeString(directory.resolve("file"), "");
  }

  /** What is written, and what is answered. */
  private static final String MISTAKES =
      """
      (none)                                           -> no command given; see: procession --help
      xyz                                              -> not understood: xyz; see: procession --help
      dem                                              -> not understood: dem, similar: demo; see: procession --help
      map                                              -> missing: FUNCTION; see: procession map --help
      map JOB::upper --retris 2                        -> unknown option: --retris, similar: --records or --retries or --resume; see: procession map --help
      map JOB::upper --timeout 3x                      -> invalid value for option '--timeout': not a duration of a millisecond or more: value=3x; write 500ms, 30s, 2m or 1h; see: procession map --help
      map JOB::upper --max-memory 1x                   -> invalid value for option '--max-memory': not a size: value=1x; write 512m, 1g, or a number of bytes; see: procession map --help
      map JOB::upper --max-memory 1m                   -> too little memory for a JVM: maxMemory=1048576; 2m is the least
      map JOB::upper --workers 0                       -> not a number of workers: workers=0, most=4096
      map JOB::upper --retries -1                      -> not a number of retries: retries=-1
      map JOB::upper --input none                      -> input not found: file=DIR/none
      map JOB::upper --input folder                    -> the input is a directory: file=DIR/folder
      map JOB::upper --output folder                   -> the output is a directory: file=DIR/folder
      map JOB::upper --output none/x                   -> the folder of the output does not exist: folder=DIR/none; create it first
      map JOB::upper --dead-letter none/x              -> the folder of the dead-letter file does not exist: folder=DIR/none; create it first
      map JOB::upper --input in.txt --output in.txt    -> the input and the output are the same file: file=DIR/in.txt
      map JOB::upper --input in.txt --dead-letter folder/../in.txt -> the input and the dead-letter file are the same file: file=DIR/in.txt
      map JOB::upper --resume                          -> --resume needs to know which run; name its --journal
      map JOB::upper --journal folder                  -> a journal needs files that can be read again from any place: name a file for --input
      map JOB::upper --input in.txt --journal folder   -> a journal needs files that can be read again from any place: name a file for --output
      map JOB::upper --input in.txt --output out --journal file -> the journal is not a directory: path=DIR/file
      map JOB::upper -cp none                          -> class path entry not found: path=DIR/none
      map JOB::uper                                    -> method not found: method=com.acme.Job::uper; did you mean upper?
      map JOB::instance                                -> the method is not public and static: method=com.acme.Job::instance
      map JOB::hidden                                  -> the method is not public and static: method=com.acme.Job::hidden
      map JOB::two                                     -> the method must have one parameter, the record: method=com.acme.Job::two, candidates=two(String, String)
      map JOB::overloaded                              -> the method is overloaded: method=com.acme.Job::overloaded, candidates=overloaded(int) | overloaded(String); name its parameter type, as in com.acme.Job::overloaded(int)
      map JOB::overloaded(long)                        -> no method has that parameter type: method=com.acme.Job::overloaded(long), candidates=overloaded(int) | overloaded(String)
      map JOB                                          -> the class does not implement java.util.function.Function: class=com.acme.Job; name one of its methods as com.acme.Job::method
      map JOB.Closed                                   -> the class cannot be instantiated: class=com.acme.Job$Closed; it needs a public constructor without parameters
      map com.acme.Jbo::upper                          -> class not found: class=com.acme.Jbo; did you mean com.acme.Job?
      map org.other.Job::upper                         -> class not found: class=org.other.Job; did you mean com.acme.Job?
      map Quite.Different::upper                       -> class not found: class=Quite.Different; is --class-path right?
      map JOB:upper                                    -> not a function: value=com.acme.Job:upper; write package.Class::method or package.Class
      demo --workers 0                                 -> not a number of workers: workers=0, most=4096
      demo --module nowhere                            -> no classes in such modules: modules=[nowhere]; java --list-modules shows all
      """;

  static Stream<Arguments> mistakes() {
    return MISTAKES
        .lines()
        .map(line -> line.split(" -> ", 2))
        .map(parts -> Arguments.of(parts[0].strip(), parts[1].strip()));
  }

  private static List<Long> children() {
    return ProcessHandle.current().children().map(ProcessHandle::pid).toList();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("mistakes")
  void shouldSayWhatIsWrong(String line, String message) {
    // Spares of other tests may stand by.
    List<Long> before = children();
    var result = InProcess.run(arguments(line));

    assertThat(result.err().replace(directory.toString(), "DIR"))
        .isEqualTo("procession: " + message + System.lineSeparator());
    assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(before).containsAll(children());
  }

  @ParameterizedTest
  @CsvSource({"bench,benchmarks", "examples,examples"})
  void shouldSayWhatIsInCheckoutsOnly(String command, String what) {
    var result = InProcess.run(command, "--json", "pool");

    assertThat(result.exitCode()).isEqualTo(ExitCode.FAILURE);
    assertThat(result.err())
        .isEqualTo(
            "procession: the %s are not installed; run ./procession %s in a checkout%s"
                .formatted(what, command, System.lineSeparator()));
  }

  /** Names of the test's files become paths; every function comes with a class path. */
  private static String[] arguments(String line) {
    return Arrays.stream(line.split(" "))
        .filter(word -> !word.equals("(none)"))
        .flatMap(UsageTest::expand)
        .toArray(String[]::new);
  }

  private static Stream<String> expand(String word) {
    if (word.equals("map")) {
      return Stream.of(word, "--class-path", directory.resolve("samples.jar").toString());
    }
    if (word.matches("(in\\.txt|folder|file|none|out)(/.*)?")) {
      return Stream.of(directory.resolve(word).toString());
    }
    return Stream.of(word.replace("JOB", "com.acme.Job"));
  }
}
