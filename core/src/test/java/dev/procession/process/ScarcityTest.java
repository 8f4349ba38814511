package dev.procession.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.ChildProcess;
import dev.procession.ChildStartException;
import dev.procession.Context;
import dev.procession.StartMethod;
import dev.procession.pool.Programs;
import dev.procession.testing.LeakCheck;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;

/** Too little of what children need: each start fails or succeeds, and none waits for ever. */
@ExtendWith(LeakCheck.class)
class ScarcityTest {

  /** Starts more children at once than there are descriptors for, and then one more. */
  static final class ManyChildren {
    private static final int CHILDREN = 20;

    public static void main(String[] arguments) throws Exception {
      Context context = Context.initial().startMethod(StartMethod.SPAWN);
      // Class files are descriptors too: what is loaded by now need not be loaded later.
      Children.expectCode(ChildProcess.of(() -> {}).context(context).start(), 0);
      var over = new AtomicInteger();
      try (var threads = Executors.newFixedThreadPool(CHILDREN)) {
        for (int i = 0; i < CHILDREN; i++) {
          threads.execute(
              () -> {
                try {
                  Children.join(ChildProcess.of(() -> {}).context(context).start());
                } catch (ChildStartException refused) {
                  // Expected of most.
                }
                over.incrementAndGet();
              });
        }
      }
      Children.expectCode(ChildProcess.of(() -> {}).context(context).start(), 0);
      System.exit(over.get());
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void shouldNotWaitForDescriptorsForEver() throws Exception {
    Process program =
        new ProcessBuilder(
                "sh",
                "-c",
                "ulimit -n 60; exec \"$0\" \"$@\"",
                System.getProperty("java.home") + "/bin/java",
                "-XX:-UsePerfData",
                "-Ddev.procession.aot=false",
                "-cp",
                System.getProperty("java.class.path"),
                ManyChildren.class.getName())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      assertThat(program.waitFor(50, TimeUnit.SECONDS)).isTrue();
      assertThat(program.exitValue()).isEqualTo(ManyChildren.CHILDREN);
    } finally {
      program.destroyForcibly();
    }
  }

  /** Has no folder for temporary files. */
  static final class NoFolder {
    public static void main(String[] arguments) {
      System.setProperty("java.io.tmpdir", "/no/such/folder");
      try {
        ChildProcess.of(() -> {}).start();
      } catch (ChildStartException e) {
        System.exit(String.valueOf(e.getMessage()).contains("/no/such/folder") ? 6 : 7);
      }
    }
  }

  @Test
  void shouldTellThatThereIsNoFolderForTemporaryFiles() throws Exception {
    Process program = Programs.start(NoFolder.class);
    try {
      assertThat(program.waitFor(50, TimeUnit.SECONDS)).isTrue();
      assertThat(program.exitValue()).isEqualTo(6);
    } finally {
      program.destroyForcibly();
    }
  }
}
