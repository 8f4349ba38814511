package dev.procession.examples;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.procession.examples.run.Catalogue;
import dev.procession.examples.run.Example;
import dev.procession.examples.run.ExampleProgram;
import dev.procession.examples.run.Explanation;
import dev.procession.examples.run.Run;
import dev.procession.testing.LeakCheck;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs every example and checks what it shows. */
@ExtendWith(LeakCheck.class)
class ExamplesTest {
  private static final int MOST_LINES = 120;
  private static final int INTERRUPTED = 130;

  @TempDir private Path directory;

  @BeforeAll
  static void prepare() throws Exception {
    ExampleProgram.prepare();
  }

  static Stream<Example> examples() {
    return Catalogue.all().stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("examples")
  @Timeout(200)
  void shouldShow(Example example) throws Exception {
    assertThat(example.verify(line -> {}).shown()).isNotEmpty();
  }

  @Test
  void shouldBeNumberedWithoutGaps() {
    assertThat(examples().map(Example::number))
        .startsWith(IntStream.rangeClosed(1, 30).boxed().toArray(Integer[]::new))
        .isSorted()
        .doesNotHaveDuplicates();
    assertThat(examples())
        .allSatisfy(
            example ->
                assertThat(example.main().getSimpleName())
                    .startsWith("Example%02d".formatted(example.number())));
  }

  @Test
  void shouldHoldEveryProgram() throws Exception {
    try (Stream<Path> sources = Files.list(Path.of("src/main/java/dev/procession/examples"))) {
      assertThat(sources.map(Path::getFileName).map(Path::toString))
          .filteredOn(name -> name.startsWith("Example"))
          .containsExactlyInAnyOrderElementsOf(
              examples().map(example -> example.main().getSimpleName() + ".java").toList());
    }
  }

  @Test
  void shouldExplainEach() throws Exception {
    for (Example example : Catalogue.all()) {
      Explanation text = Explanation.of(example.main());
      assertThat(text.topic()).as(example.toString()).isNotBlank();
      assertThat(text.paragraphs()).as(example.toString()).isNotEmpty().noneMatch(String::isBlank);
      assertThat(Explanation.source(example.main()).lines().count())
          .as("lines of " + example)
          .isLessThanOrEqualTo(MOST_LINES);
    }
  }

  @Test
  void shouldCompileEachAlone() throws Exception {
    for (Example example : Catalogue.all()) {
      var errors = new ByteArrayOutputStream();
      String[] arguments = {
        "-proc:none",
        "-cp",
        libraries(),
        "-d",
        Files.createTempDirectory(directory, "classes").toString(),
        copiedAlone(example).toString()
      };
      int code = ToolProvider.getSystemJavaCompiler().run(null, null, errors, arguments);
      assertThat(code).as("%s: %s", example, errors).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 12, 15})
  void shouldRunAloneFromItsSource(int number) throws Exception {
    Example example = Catalogue.find(number).orElseThrow();
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-Ddev.procession.aot=false"));
    command.addAll(example.options());
    command.addAll(List.of("-cp", libraries(), copiedAlone(example).toString()));
    try (var program = ExampleProgram.start(command, line -> {})) {
      Run run = program.await();
      run.exits(0);
      example.check().check(run);
    }
  }

  /** Its file, in a folder tree where there is nothing else; the launcher wants one that fits. */
  private Path copiedAlone(Example example) throws IOException {
    Class<?> main = example.main();
    Path folder =
        Files.createTempDirectory(directory, "alone")
            .resolve(main.getPackageName().replace('.', '/'));
    return Files.writeString(
        Files.createDirectories(folder).resolve(main.getSimpleName() + ".java"),
        Explanation.source(main));
  }

  /** The class path without what this module has compiled. */
  private static String libraries() {
    Path own = Path.of("").toAbsolutePath();
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> !Path.of(entry).startsWith(own))
        .collect(joining(File.pathSeparator));
  }

  @ParameterizedTest
  @ValueSource(classes = {Example13TcpServer.class, Example14Prefork.class})
  void shouldServeATerminalUntilCtrlC(Class<?> main) throws Exception {
    try (var server = ExampleProgram.start(main, List.of(), List.of(), line -> {})) {
      Matcher port = Pattern.compile("\\d+").matcher(server.awaitLine("port \\d+; .*"));
      assertThat(port.find()).isTrue();
      try (var client =
          ExampleProgram.start(
              Example13TcpServer.class, List.of(), List.of("client", port.group()), line -> {})) {
        client.type("how are you?");
        client.awaitLine("HOW ARE YOU\\? from \\d+");
        client.type("fine");
        client.awaitLine("FINE from \\d+");
        client.endInput();
        client.await().exits(0);
      }
      server.interrupt();
      server.await().exits(INTERRUPTED);

      var address =
          new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(port.group()));
      try (var again = new ServerSocket()) {
        assertThatCode(() -> again.bind(address)).doesNotThrowAnyException();
      }
    }
  }
}
