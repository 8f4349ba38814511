package dev.procession.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.ChildProcess;
import dev.procession.StartMethod;
import dev.procession.inspect.SharedResource;
import dev.procession.inspect.SharedResources;
import dev.procession.internal.shm.SweepControl;
import dev.procession.memory.SharedMemory;
import dev.procession.pool.PoolTesting;
import dev.procession.pool.Programs;
import dev.procession.pool.Signals;
import dev.procession.testing.LeakCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is left of what was shared: nothing, whether it was closed, dropped, or all were killed. */
@ExtendWith(LeakCheck.class)
class SharedEndTest {
  private static final List<Path> FOLDERS =
      List.of(Path.of("/dev/shm"), Path.of("/tmp"), Path.of(System.getProperty("java.io.tmpdir")));

  @TempDir private Path directory;

  /** A program that has everything in use, in all ways at a time. */
  static final class BusyProgram {
    public static void main(String[] arguments) throws Exception {
      Signals signals = Signals.in(Path.of(arguments[0]));
      var all = Everything.create(arguments[1]);
      start(() -> all.hold(signals));
      signals.await("held");
      for (int i = 0; i < 2; i++) {
        start(all::waitForAll);
      }
      while (all.waiters() < Everything.WAITS * 2 * 2 || all.barrier().waiting() < 4) {
        all.work();
      }
      signals.raise("busy");
      while (true) {
        all.work();
      }
    }

    private static void start(dev.procession.Action task) {
      ChildProcess.of(task).startMethod(StartMethod.SPAWN).start();
    }
  }

  @Test
  void shouldLeaveNothingWhenEveryProcessIsKilledAtOnce() throws Exception {
    String label = "end-" + PoolTesting.pid() + "-" + System.nanoTime();
    Signals signals = Signals.in(directory);
    Process program = Programs.start(BusyProgram.class, directory.toString(), label);
    List<Long> pids = new ArrayList<>();
    try {
      PoolTesting.await(
          "all is in use",
          () -> {
            assertThat(program.isAlive()).isTrue();
            return signals.isRaised("busy");
          });
      pids.add(program.pid());
      program.descendants().map(ProcessHandle::pid).forEach(pids::add);
      assertThat(pids).hasSizeGreaterThanOrEqualTo(4);
      assertThat(labels()).filteredOn(label::equals).hasSize(Everything.SEGMENTS);
    } finally {
      List<String> command = new ArrayList<>(List.of("kill", "-KILL"));
      pids.forEach(pid -> command.add(pid.toString()));
      if (pids.isEmpty()) {
        program.destroyForcibly();
      } else {
        new ProcessBuilder(command).start().waitFor();
      }
    }
    PoolTesting.await("all are gone", () -> pids.stream().noneMatch(PoolTesting::isAlive));
    assertThat(SharedResources.list())
        .filteredOn(resource -> resource.name().equals(label))
        .singleElement()
        .extracting(SharedResource::kind)
        .isEqualTo("shared memory");
    // Named memory has a file, and a link that says who owned it.
    assertThat(left(pids, label))
        .hasSize(2)
        .allMatch(file -> file.startsWith("/dev/shm"))
        .anyMatch(file -> file.endsWith(label))
        .anyMatch(file -> file.toString().contains("-named-"));
    try (var memory = SharedMemory.attach(label)) {
      assertThat(memory.size()).isEqualTo(Everything.NAMED_SIZE);
    }
    SweepControl.sweep();
    assertThat(left(pids, label)).isEmpty();
  }

  private static List<String> labels() {
    return SharedResources.list().stream().map(resource -> resource.name()).toList();
  }

  /** Files whose names tell one of the processes, or the label. */
  private static List<Path> left(List<Long> pids, String label) throws IOException {
    List<Path> left = new ArrayList<>();
    for (Path folder : FOLDERS.stream().distinct().toList()) {
      try (Stream<Path> files = Files.list(folder)) {
        files
            .filter(
                file ->
                    file.endsWith(label)
                        || pids.stream()
                            .anyMatch(
                                pid ->
                                    String.valueOf(file.getFileName())
                                        .startsWith("procession-" + pid + "-")))
            .forEach(left::add);
      }
    }
    return left;
  }

  @ParameterizedTest(name = "dropped: {0}")
  @ValueSource(booleans = {false, true})
  @Timeout(300)
  void shouldCostNothingToComeAndGo(boolean drop) throws Exception {
    expectNoGrowth(300, drop);
  }

  @ParameterizedTest(name = "dropped: {0}")
  @ValueSource(booleans = {false, true})
  @Tag("soak")
  @Timeout(7_200)
  void shouldCostNothingToComeAndGoFor(boolean drop) throws Exception {
    expectNoGrowth(100_000, drop);
  }

  private void expectNoGrowth(int count, boolean drop) throws Exception {
    Path out = directory.resolve("out");
    Process program =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "-Ddev.procession.aot=false",
                "-Xms64m",
                "-Xmx64m",
                "-XX:+AlwaysPreTouch",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                SharedCycles.class.getName(),
                Integer.toString(count),
                Boolean.toString(drop))
            .redirectOutput(out.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      assertThat(program.waitFor(240 + count / 20, TimeUnit.SECONDS)).as("has ended").isTrue();
      assertThat(program.exitValue()).as(() -> "\n" + text(out)).isZero();
    } finally {
      program.destroyForcibly().waitFor();
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
