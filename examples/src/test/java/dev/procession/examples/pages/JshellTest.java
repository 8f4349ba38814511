package dev.procession.examples.pages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.pool.ProcessPool;
import dev.procession.testing.LeakCheck;
import dev.procession.testing.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What pages show of JShell is typed into it, and it answers what they say. */
@ExtendWith(LeakCheck.class)
class JshellTest {
  private static final Pattern PROMPTS = Pattern.compile("^(?:(?:jshell| {3}\\.\\.\\.)> )+");
  private static final Path PAGE = Path.of("../docs/cookbook.md");

  @TempDir private Path folder;

  @Test
  void shouldAnswerAsInTheCookbook() throws Exception {
    List<String> typed = new ArrayList<>();
    List<String> answers = new ArrayList<>();
    for (String line : session()) {
      if (PROMPTS.matcher(line).find()) {
        typed.add(PROMPTS.matcher(line).replaceFirst(""));
      } else if (!line.isBlank()) {
        answers.add(line);
      }
    }
    Path library =
        Path.of(ProcessPool.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "jshell").toString(),
            "-J-Djava.util.prefs.userRoot=" + folder,
            "-R-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"),
            "-R-Ddev.procession.aot=false",
            "-R--enable-native-access=ALL-UNNAMED",
            "--class-path",
            library.toString());
    try (Program jshell = Program.startIn(folder, command)) {
      jshell.type(String.join("\n", typed) + "\n");
      assertThat(jshell.expectCode(0).out())
          .map(line -> PROMPTS.matcher(line).replaceFirst(""))
          .filteredOn(line -> !line.isBlank() && !isGreeting(line))
          .zipSatisfy(
              answers, (line, answer) -> assertThat(line).matches(SnippetsTest.pattern(answer)));
    }
  }

  /** The lines of the page between the marks of its only session. */
  private static List<String> session() throws IOException {
    List<String> page = Files.readAllLines(PAGE);
    List<String> session = page.subList(page.indexOf("```jshell") + 1, page.size());
    return session.subList(0, session.indexOf("```"));
  }

  private static boolean isGreeting(String line) {
    return line.startsWith("|  Welcome to JShell") || line.startsWith("|  For an introduction");
  }
}
