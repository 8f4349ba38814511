package dev.procession.examples.pages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.testing.LeakCheck;
import dev.procession.testing.Program;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The Java that pages show is that of programs, and these print what they should. */
@ExtendWith(LeakCheck.class)
class SnippetsTest {
  private static final Path ROOT = Path.of("..");

  @TempDir private Path directory;

  @Test
  void shouldShowTheCodeThatIsRun() throws Exception {
    Map<String, List<String>> regions = SnippetProgram.regions(programs());
    assertThat(Page.all(ROOT)).flatMap(page -> page.mistakes(regions)).isEmpty();
  }

  @Test
  void shouldShowEachRegionSomewhere() throws Exception {
    var hidden = new TreeSet<String>();
    programs().forEach(program -> hidden.addAll(program.code().keySet()));
    for (Page page : Page.all(ROOT)) {
      page.snippets().forEach(snippet -> hidden.remove(snippet.reference()));
    }
    assertThat(hidden).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("programs")
  void shouldPrintWhatIsExpected(SnippetProgram program) throws Exception {
    List<String> command =
        Program.java(
            List.of(
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                program.mainClass()));
    try (Program run = Program.startIn(directory, command)) {
      List<String> lines = run.expectCode(0).out();
      assertThat(lines)
          .as("output, beside standard error: %s", run.err())
          .zipSatisfy(program.prints(), (line, print) -> assertThat(line).matches(pattern(print)));
    }
  }

  /** What a line has to look like in which … stands for anything. */
  static Pattern pattern(String print) {
    return Pattern.compile(Pattern.quote(print).replace("…", "\\E.*\\Q"));
  }

  static List<SnippetProgram> programs() throws IOException {
    return SnippetProgram.all(ROOT);
  }
}
