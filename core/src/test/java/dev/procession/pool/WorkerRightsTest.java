package dev.procession.pool;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.procession.Context;
import dev.procession.testing.LeakCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Workers that a launcher starts with other rights than the program has. */
@ExtendWith(LeakCheck.class)
class WorkerRightsTest {
  private static final String NOBODY = "65534";

  @TempDir private Path folder;

  @Test
  void shouldSayThatAWorkerIsInAnotherUserNamespace() throws Exception {
    assertThatThrownBy(() -> runIn("unshare", "--user", "--map-current-user"))
        .isInstanceOf(PoolBrokenException.class)
        .hasMessageContaining("another user namespace");
  }

  @Test
  void shouldSayThatAWorkerHasAnotherUser() throws Exception {
    assertThatThrownBy(
            () -> runIn("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups"))
        .isInstanceOf(PoolBrokenException.class)
        .hasMessageContaining("whose user it does not have");
  }

  /** Runs a task in a worker that this command starts. */
  private void runIn(String... command) throws IOException, InterruptedException {
    String words = String.join(" ", command);
    assumeTrue(runs(words + " true"), () -> "not allowed here: " + words);
    String java = System.getProperty("java.home") + "/bin/java";
    Path launcher = folder.resolve("launcher");
    Files.writeString(launcher, "#!/bin/sh\nexec " + words + " '" + java + "' \"$@\"\n");
    assumeTrue(launcher.toFile().setExecutable(true));
    var context = Context.standard().executable(launcher).aotCache(false).spares(0);
    try (var pool = ProcessPool.open(c -> c.workers(1).context(context))) {
      pool.apply(() -> 1);
    }
  }

  private static boolean runs(String command) throws InterruptedException {
    try {
      return new ProcessBuilder(List.of(command.split(" "))).start().waitFor() == 0;
    } catch (IOException missing) {
      return false;
    }
  }
}
