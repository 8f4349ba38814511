package dev.procession.benchmarks.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class GateTest {
  /** Tasks block, and the common pool may have one thread only. */
  private static final Executor OWN_THREAD = task -> Thread.ofPlatform().daemon().start(task);

  @Test
  void shouldHoldTasksUpUntilReleased() throws Exception {
    try (Gate gate = Gate.create()) {
      CompletableFuture<Void> task = CompletableFuture.runAsync(() -> pass(gate), OWN_THREAD);
      assertThat(gate.awaitArrival()).isEqualTo(ProcessHandle.current().pid());
      assertThat(task).isNotDone();
      gate.release(1);
      task.get(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void shouldNoticeTwoTasksInOneProcess() throws Exception {
    try (Gate gate = Gate.create()) {
      CompletableFuture<Void> one = CompletableFuture.runAsync(() -> pass(gate), OWN_THREAD);
      CompletableFuture<Void> two = CompletableFuture.runAsync(() -> pass(gate), OWN_THREAD);
      assertThatIllegalStateException().isThrownBy(() -> gate.awaitArrivals(2));
      gate.release(2);
      CompletableFuture.allOf(one, two).get(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void shouldLeaveNothingBehind() throws Exception {
    Path directory;
    try (Gate gate = Gate.create()) {
      directory = Path.of(gate.location());
      assertThat(directory.resolve("arrivals")).exists();
    }
    assertThat(Files.exists(directory)).isFalse();
  }

  private static void pass(Gate gate) {
    try {
      Gate.pass(gate.location());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
