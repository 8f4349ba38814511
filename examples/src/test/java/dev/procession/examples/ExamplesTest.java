package dev.procession.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.testing.LeakCheck;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
  void shouldRunTheCodeOfTheReadme() throws Exception {
    assertThat(output(ReadmeSnippet::main).lines()).containsExactly("[1, 4, 9]", "true", "slow");
  }

  @Test
  void shouldShowInTheReadmeTheCodeThatIsRun() throws Exception {
    String source =
        Files.readString(Path.of("src/main/java/dev/procession/examples/ReadmeSnippet.java"));
    String shown =
        source
            .substring(source.indexOf("// begin readme\n") + 16, source.indexOf("// end readme"))
            .replace("ReadmeSnippet", "Hello");
    assertThat(Files.readString(Path.of("../README.md"))).contains(shown);
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
