package dev.procession.crash;

import static dev.procession.pool.PoolTesting.get;
import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.pool.PoolTesting;
import dev.procession.pool.ProcessPool;
import dev.procession.testing.LeakCheck;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A worker that is stopped, as by SIGSTOP or a debugger, while it has nothing to do. */
@ExtendWith(LeakCheck.class)
class FrozenWorkerTest {

  private static void freeze(long pid) throws IOException, InterruptedException {
    int status = new ProcessBuilder("kill", "-STOP", Long.toString(pid)).start().waitFor();
    assertThat(status).isZero();
    PoolTesting.await("all its threads have stopped", () -> isFrozen(pid));
  }

  private static boolean isFrozen(long pid) throws IOException {
    try (Stream<Path> threads = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
      return threads.allMatch(FrozenWorkerTest::isStopped);
    }
  }

  private static boolean isStopped(Path thread) {
    try {
      String stat = Files.readString(thread.resolve("stat"));
      return stat.startsWith("T", stat.lastIndexOf(')') + 2);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void shouldGiveItsWorkToOthers() throws Exception {
    ProcessPool pool = PoolTesting.openUp(c -> c.workers(2));
    long frozen = pool.workerPids().getFirst();
    freeze(frozen);
    try (pool) {
      List<Future<Integer>> futures = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        int n = i;
        futures.add(pool.submit(() -> n));
      }
      for (int i = 0; i < 6; i++) {
        assertThat(get(futures.get(i))).isEqualTo(i);
      }
      List<Integer> items = IntStream.range(0, 100).boxed().toList();
      assertThat(pool.map(n -> n + 1, items)).hasSize(100).endsWith(100);
      assertThat(pool.map(n -> n + 1, items, o -> o.chunkSize(1))).hasSize(100).endsWith(100);
      assertThat(pool.map(n -> n + 1, List.of(1, 2), o -> o.chunkSize(2))).containsExactly(2, 3);
    } finally {
      // The pool has killed it when it did not end; otherwise nothing must stay behind.
      ProcessHandle.of(frozen).ifPresent(ProcessHandle::destroyForcibly);
    }
  }
}
