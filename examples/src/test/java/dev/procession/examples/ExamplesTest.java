package dev.procession.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.testing.LeakCheck;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Runs every example and checks what it shows. */
@ExtendWith(LeakCheck.class)
class ExamplesTest {

  /** A main method. */
  private interface Program {
    void main(String[] arguments) throws Exception;
  }

  @Test
  void shouldCountPrimesInOrder() throws Exception {
    assertThat(output(Example01Map::main).lines())
        .hasSize(8)
        .startsWith("10000: 1229", "20000: 2262");
  }

  @Test
  void shouldLoseOnlyTheItemsThatCrashOrHang() throws Exception {
    assertThat(output(Example02Crash::main).lines())
        .containsExactly(
            "good -> GOOD",
            "crash failed: its process ended with exit code 3",
            "hang failed: TaskTimeoutException",
            "fine -> FINE");
  }

  @Test
  void shouldSendTwoMailsAndStopAnEndlessChild() throws Exception {
    var lines = output(Example03Child::main).lines().toList();
    assertThat(lines.subList(0, 2))
        .containsExactlyInAnyOrder("mail-1: to eva, aged 36", "mail-2: to max, aged 41");
    assertThat(lines.subList(2, lines.size()))
        .containsExactly(
            "all sent, exit codes OptionalInt[0] OptionalInt[0]", "alive true", "alive false");
  }

  @Test
  void shouldRunASubclassInTheChild() throws Exception {
    assertThat(output(Example04Subclass::main).lines())
        .containsExactly(
            "hello world, started by the main program: true",
            "exit code 0",
            "greetings seen here: 0");
  }

  @Test
  void shouldCopyStaticFieldsToAForkedChild() throws Exception {
    assertThat(output(Example05Fork::main).lines())
        .containsExactly(
            "SPAWN child: [bread, honey]",
            "FORK child: [bread, milk, honey]",
            "parent: [bread, milk]");
  }

  @Test
  void shouldWaitForTheChildButNotForTheDaemon() throws Exception {
    assertThat(program(Example06Daemon.class)).containsExactly("main ends", "the child ends");
  }

  @Test
  void shouldCountExactlyWithALockAndWithout() throws Exception {
    assertThat(output(Example07Counter::main).lines())
        .containsExactly("with a lock: 150", "atomic: 150");
  }

  @Test
  void shouldGetTheLockOfADeadHolder() throws Exception {
    assertThat(output(Example08DeadHolder::main).lines())
        .containsExactly("held by bookkeeper", "recovered: true", "exit code -9");
  }

  @Test
  void shouldStartTogetherAndWaitForEachOther() throws Exception {
    assertThat(output(Example09StartingGun::main).lines())
        .startsWith("laps before the gun: 0")
        .containsExactlyInAnyOrder(
            "laps before the gun: 0",
            "runner 0 sees 6 laps",
            "runner 1 sees 6 laps",
            "runner 2 sees 6 laps");
  }

  @Test
  void shouldServePagesFromWorkersAndReload() throws Exception {
    assertThat(output(Example14HttpServer::main).lines())
        .containsExactly("hello", "hello again", "handler number 2");
  }

  @Test
  void shouldHaveAllOrdersMadeAndEnd() throws Exception {
    // Its consumers end with the program.
    assertThat(program(Example10Queue.class))
        .containsExactly(
            "order 1 made",
            "order 2 made",
            "order 3 made",
            "order 4 made",
            "order 5 made",
            "order 6 made");
  }

  @Test
  void shouldEatUntilNoCookIsLeft() throws Exception {
    assertThat(output(Example11Pipe::main).lines())
        .containsExactly("eats soup", "eats fish", "eats cake", "nothing more to come");
  }

  @Test
  void shouldGreetAPythonProgram() throws Exception {
    assertThat(program(Example12Python.class))
        .containsExactly(
            "Java got: hello from Python", "Python got: hello from Java", "Python's exit code: 0");
  }

  @Test
  void shouldRunTheChannelsOfTheReadme() throws Exception {
    assertThat(program(ReadmeChannels.class)).containsExactly("5");
  }

  @Test
  void shouldRunTheSharingOfTheReadme() throws Exception {
    // It closes nothing, as small programs do.
    assertThat(program(ReadmeSharing.class)).containsExactly("42");
  }

  @Test
  void shouldRunTheCodeOfTheReadme() throws Exception {
    assertThat(output(ReadmeSnippet::main).lines()).containsExactly("[1, 4, 9]", "true", "slow");
  }

  @Test
  void shouldRunTheChildOfTheReadme() throws Exception {
    assertThat(output(ReadmeChild::main).lines())
        .hasSize(2)
        .startsWith("to eva, aged 36")
        .last()
        .asString()
        .matches("ChildProcess\\[mailer, pid=\\d+, ended by exit code 0]");
  }

  @Test
  void shouldShowInTheReadmeTheCodeThatIsRun() throws Exception {
    String readme = Files.readString(Path.of("../README.md"));
    assertThat(readme).contains(shown(ReadmeSnippet.class).replace("ReadmeSnippet", "Hello"));
    assertThat(readme).contains(shown(ReadmeChild.class).stripIndent());
    assertThat(readme).contains(shown(ReadmeSharing.class).stripIndent());
    assertThat(readme).contains(shown(ReadmeChannels.class).stripIndent());
  }

  private static String shown(Class<?> example) throws Exception {
    String source =
        Files.readString(
            Path.of("src/main/java/dev/procession/examples", example.getSimpleName() + ".java"));
    String begin = "// begin readme\n";
    return source
        .substring(source.indexOf(begin) + begin.length(), source.indexOf("// end readme"))
        .stripTrailing();
  }

  /** The lines of a program of its own, for what shows only when a program ends. */
  private static List<String> program(Class<?> main) throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classPath = System.getProperty("java.class.path");
    Process process =
        new ProcessBuilder(java, "-cp", classPath, main.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (var lines = process.inputReader()) {
      return lines.lines().toList();
    } finally {
      assertThat(process.waitFor()).isZero();
    }
  }

  private static String output(Program program) throws Exception {
    PrintStream before = System.out;
    var bytes = new ByteArrayOutputStream();
    System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      program.main(new String[0]);
    } finally {
      System.setOut(before);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
