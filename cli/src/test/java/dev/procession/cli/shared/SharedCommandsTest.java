package dev.procession.cli.shared;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.cli.ExitCode;
import dev.procession.cli.testing.Command;
import dev.procession.sync.SharedReentrantLock;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code procession list} and {@code procession clean} look at this very JVM. */
class SharedCommandsTest {
  @TempDir Path directory;

  @Test
  void shouldListALockWithItsHolder() {
    try (var lock = SharedReentrantLock.create(c -> c.name("held by the test"))) {
      lock.lock();
      try (var list = Command.start(directory, "list")) {
        assertThat(list.exitCode()).as(list.err()).isEqualTo(ExitCode.SUCCESS);
        assertThat(list.err()).isEmpty();
        assertThat(list.out())
            .startsWith("KIND ")
            .containsPattern(
                "reentrant lock +held by the test .* held by main \\(pid "
                    + ProcessHandle.current().pid()
                    + "\\), thread \\d+");
      }
      lock.unlock();
    }
  }

  @Test
  void shouldRemoveWhatTheDeadHaveLeftAndNothingElse() throws Exception {
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    Process ended = new ProcessBuilder("true").start();
    ended.waitFor();
    Path left = temporary.resolve("procession-" + ended.pid() + "-1-left-0123456789abcdef");
    Path other = temporary.resolve("processions-of-somebody-else");
    Files.createFile(left);
    Files.createFile(other);
    try (var clean = Command.start(directory, "clean")) {
      assertThat(clean.exitCode()).as(clean.err()).isEqualTo(ExitCode.SUCCESS);
      assertThat(clean.out()).contains(left.toString());
      assertThat(clean.err()).containsPattern("removed: [1-9]");
      assertThat(left).doesNotExist();
      assertThat(other).exists();
    } finally {
      Files.deleteIfExists(left);
      Files.delete(other);
    }
  }
}
