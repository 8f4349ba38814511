package dev.procession.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.testing.LeakCheck;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** {@code docs/install.md} shows commands that do what it says. */
@ExtendWith(LeakCheck.class)
class InstallPageTest {
  private static final Path PAGE = Path.of("..", "docs", "install.md");

  /** What is to be typed, and what is printed then. */
  private static final Pattern RUNS =
      Pattern.compile(
          "<!-- runs -->\\n\\n```sh\\n(.*?)```\\n\\n```text\\n(.*?)```\\n", Pattern.DOTALL);

  private static final Pattern VERSION = Pattern.compile("\\d+\\.\\d+\\.\\d+(?:-SNAPSHOT)?");

  private static final Pattern OURS = Pattern.compile("\\n  <version>(.*?)</version>");

  @TempDir private Path folder;

  @Test
  void shouldShowWhatWorks() throws Exception {
    var host = new Host(folder.resolve("host"));
    host.library();
    List<MatchResult> all = RUNS.matcher(Files.readString(PAGE)).results().toList();
    assertThat(all).hasSizeGreaterThan(4);
    // One after the other, since each builds on those before it.
    for (MatchResult block : all) {
      Path script = host.write("script.sh", block.group(1));
      assertThat(host.shell(script)).as(block.group(1)).isEqualTo(block.group(2).lines().toList());
    }
  }

  @Test
  void shouldNameTheVersionThatIsBuilt() throws Exception {
    Matcher version = OURS.matcher(Files.readString(Path.of("..", "pom.xml")));
    assertThat(version.find()).isTrue();
    assertThat(VERSION.matcher(Files.readString(PAGE)).results().map(MatchResult::group))
        .hasSizeGreaterThan(4)
        .containsOnly(version.group(1));
  }
}
