package dev.procession.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.ChildProcess;
import dev.procession.ChildStartException;
import dev.procession.Context;
import dev.procession.StartMethod;
import dev.procession.pool.PoolTesting;
import dev.procession.pool.Programs;
import dev.procession.testing.LeakCheck;
import java.io.Closeable;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
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
    assertThat(exitCodeWithSixtyDescriptors(ManyChildren.class)).isEqualTo(ManyChildren.CHILDREN);
  }

  /** Starts children with ever more free descriptors, from none. */
  static final class FewDescriptors {
    private static final Path OPEN = Path.of("/proc/self/fd");

    public static void main(String[] arguments) throws Exception {
      Context context = Context.initial().startMethod(StartMethod.SPAWN);
      Children.expectCode(ChildProcess.of(() -> {}).context(context).start(), 0);
      long before = open();
      Deque<Closeable> filling = new ArrayDeque<>();
      fill(filling);
      int refused = 0;
      while (!filling.isEmpty() && expectRefusal(context)) {
        refused++;
        filling.pop().close();
      }
      for (Closeable file : filling) {
        file.close();
      }
      PoolTesting.await("all are closed", () -> open() <= before);
      System.exit(refused);
    }

    private static void fill(Deque<Closeable> files) {
      try {
        while (true) {
          files.push(new FileInputStream("/dev/null"));
        }
      } catch (IOException full) {
        // As it is meant to be.
      }
    }

    /** Whether a start was refused for this reason; what is started ends well. */
    private static boolean expectRefusal(Context context) throws InterruptedException {
      ChildProcess child;
      try {
        child = ChildProcess.of(() -> {}).context(context).start();
      } catch (ChildStartException refused) {
        return String.valueOf(refused.getMessage()).contains("too many open files: free=");
      }
      child.join();
      return false;
    }

    private static long open() throws IOException {
      try (Stream<Path> open = Files.list(OPEN)) {
        return open.count();
      }
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void shouldSayThatThereAreTooFewDescriptorsAndLoseNone() throws Exception {
    assertThat(exitCodeWithSixtyDescriptors(FewDescriptors.class)).isBetween(10, 20);
  }

  private static int exitCodeWithSixtyDescriptors(Class<?> main) throws Exception {
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
                main.getName())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      assertThat(program.waitFor(50, TimeUnit.SECONDS)).isTrue();
      return program.exitValue();
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
