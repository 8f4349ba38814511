package dev.procession.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.testing.LeakCheck;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The first page of the documentation of the classes shows a program that runs. */
@ExtendWith(LeakCheck.class)
class OverviewTest {
  private static final Path PAGE = Path.of("src", "main", "javadoc", "overview.html");

  /** A program, and in a comment what it prints. */
  private static final Pattern PROGRAM =
      Pattern.compile(
          "\\{@snippet lang=\"java\" :\\n(.*? // (\\[.*?]).*?)\\n}\\n\\n", Pattern.DOTALL);

  @TempDir private Path folder;

  @Test
  void shouldShowAProgramThatRuns() throws Exception {
    Matcher program = PROGRAM.matcher(Files.readString(PAGE));
    assertThat(program.find()).isTrue();
    var host = new Host(folder.resolve("host"));
    host.write("Hello.java", program.group(1));
    assertThat(host.java("-cp", host.library().toString(), "Hello.java"))
        .containsExactly(program.group(2));
  }
}
