package dev.procession.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** {@code docs/failure-model.md} names tests that exist. */
class FailureModelPageTest {
  private static final List<String> FOLDERS =
      List.of(
          "crash",
          "pool",
          "manager",
          "server",
          "channel",
          "process",
          "sync",
          "memory",
          "internal/shm",
          "internal/passing");

  private static final Pattern TEST = Pattern.compile("`([A-Z]\\w*Test)`");

  @Test
  void shouldNameTestsThatExist() throws Exception {
    var missing = new TreeSet<String>();
    int named = 0;
    for (Matcher names = TEST.matcher(Files.readString(page())); names.find(); named++) {
      String name = names.group(1);
      if (FOLDERS.stream().noneMatch(folder -> exists(folder, name))) {
        missing.add(name);
      }
    }
    assertThat(missing).isEmpty();
    assertThat(named).isGreaterThan(10);
  }

  private static boolean exists(String folder, String name) {
    return FailureModelPageTest.class.getResource(
            "/dev/procession/" + folder + "/" + name + ".class")
        != null;
  }

  private static Path page() throws IOException {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      Path page = at.resolve("docs/failure-model.md");
      if (Files.exists(page)) {
        return page;
      }
    }
    throw new IOException("no docs/failure-model.md above " + Path.of("").toAbsolutePath());
  }
}
