package dev.procession.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.ChildProcess;
import dev.procession.Context;
import dev.procession.StartMethod;
import dev.procession.internal.shm.ScratchFiles;
import dev.procession.pool.PoolTesting;
import dev.procession.pool.Signals;
import dev.procession.testing.LeakCheck;
import dev.procession.testing.Program;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is left of a tree of processes when a node of it is killed: nothing below. */
@ExtendWith(LeakCheck.class)
class TreeKillTest {
  private static final int WIDTH = 5;
  private static final int SIZE = WIDTH + WIDTH * WIDTH;

  @TempDir private Path directory;

  /** A root with five children that have five each. */
  static final class Tree {
    public static void main(String[] arguments) throws Exception {
      Context.standard(Context.standard().startMethod(StartMethod.SPAWN));
      grow(new Signals(arguments[0]), "", 2);
    }

    private static void grow(Signals signals, String place, int depth) throws Exception {
      if (!place.isEmpty()) {
        signals.append("pids", place + " " + PoolTesting.pid());
      }
      for (int i = 0; depth > 0 && i < WIDTH; i++) {
        String below = place + i;
        ChildProcess.of(() -> grow(signals, below, depth - 1)).start();
      }
      Thread.sleep(Duration.ofHours(1));
    }
  }

  private record Node(String place, long pid) {}

  private List<Node> nodes(Signals signals) throws Exception {
    Children.await("the tree is complete", () -> signals.lines("pids").size() == SIZE);
    return signals.lines("pids").stream()
        .map(line -> line.split(" "))
        .map(words -> new Node(words[0], Long.parseLong(words[1])))
        .toList();
  }

  /** How long it takes until all are gone, in milliseconds. */
  private static long kill(long pid, List<Node> gone) {
    long begin = System.nanoTime();
    ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    Children.await(
        "all are gone", () -> gone.stream().noneMatch(node -> Children.isRunning(node.pid())));
    return Duration.ofNanos(System.nanoTime() - begin).toMillis();
  }

  private void killTrees(int rounds, TestReporter reporter) throws Exception {
    long seed = System.nanoTime();
    var random = new Random(seed);
    List<Long> inner = new ArrayList<>();
    List<Long> whole = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      Path folder = Files.createTempDirectory(directory, "round");
      try (var program = Program.start(directory, Tree.class, folder.toString())) {
        List<Node> nodes = nodes(Signals.in(folder));
        assertThat(nodes).allMatch(node -> PoolTesting.isAlive(node.pid()));
        String place = String.valueOf(random.nextInt(WIDTH));
        var branch = nodes.stream().filter(node -> node.place().startsWith(place)).toList();
        Node top = branch.stream().filter(node -> node.place().equals(place)).findAny().get();
        inner.add(kill(top.pid(), branch));
        var others = nodes.stream().filter(node -> !branch.contains(node)).toList();
        assertThat(others)
            .as("seed=%d", seed)
            .hasSize(SIZE - 1 - WIDTH)
            .allMatch(node -> PoolTesting.isAlive(node.pid()));
        whole.add(kill(program.pid(), others));
        assertThat(program.out()).isEmpty();
        assertThat(program.err()).isEmpty();
      }
    }
    reporter.publishEntry("milliseconds until a branch is gone", inner.toString());
    reporter.publishEntry("milliseconds until the tree is gone", whole.toString());
  }

  @Test
  void shouldLeaveNothingBelowAKilledNode(TestReporter reporter) throws Exception {
    killTrees(1, reporter);
  }

  @Test
  @Tag("soak")
  @Timeout(3600)
  void shouldLeaveNothingBelowAKilledNodeAHundredTimes(TestReporter reporter) throws Exception {
    killTrees(100, reporter);
  }

  /** A chain of processes, all of which have ended their tasks but the last. */
  static final class Waiting {
    public static void main(String[] arguments) throws Exception {
      Context.standard(Context.standard().startMethod(StartMethod.valueOf(arguments[1])).spares(0));
      descend(new Signals(arguments[0]), 3);
    }

    private static void descend(Signals signals, int left) throws Exception {
      signals.append("pids", String.valueOf(PoolTesting.pid()));
      if (left > 0) {
        ChildProcess.of(() -> descend(signals, left - 1)).start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> over(signals)));
      } else {
        signals.awaitStubbornly("never");
      }
    }

    private static void over(Signals signals) {
      try {
        signals.append("over", "");
      } catch (java.io.IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SPAWN", "WARM"})
  void shouldEndAlsoThoseThatOnlyWaitForTheirChildren(StartMethod method) throws Exception {
    var signals = Signals.in(directory);
    try (var program =
        Program.start(directory, Waiting.class, directory.toString(), method.name())) {
      Children.await("all have begun", () -> signals.lines("pids").size() == 4);
      Children.await("all but the last wait", () -> signals.lines("over").size() == 3);
      List<Long> pids = signals.lines("pids").stream().map(Long::valueOf).toList();
      assertThat(pids).allMatch(PoolTesting::isAlive);
      program.signal("-KILL");
      pids.forEach(Children::awaitGone);
    }
  }

  @Test
  void shouldRemoveWhereTheChildrenOfAKilledNodeWereToReport() throws Exception {
    var signals = new Signals(directory.toString());
    ChildProcess child =
        ChildProcess.of(
                () -> {
                  // As it does before it starts one. No child of its own comes to remove it.
                  signals.append("folder", ScratchFiles.newPrivateFolder("start").toString());
                  Thread.sleep(Duration.ofHours(1));
                })
            .start();
    Children.await("it has a folder", () -> signals.lines("folder").size() == 1);
    Path folder = Path.of(signals.lines("folder").getFirst());
    assertThat(folder).isDirectory();
    child.kill();
    Children.await("it is removed", () -> Files.notExists(folder));
    assertThat(child.join(PoolTesting.DEADLINE)).isTrue();
  }
}
