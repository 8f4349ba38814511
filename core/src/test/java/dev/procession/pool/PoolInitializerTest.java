package dev.procession.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.NotSendableException;
import dev.procession.testing.Conformance;
import dev.procession.testing.LeakCheck;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What runs in each worker before its first task. Failing ones are in {@code crash}. */
@ExtendWith(LeakCheck.class)
class PoolInitializerTest {
  /** Set by the initializer, in workers only. */
  private static String state = "not initialized";

  @TempDir Path directory;

  @Test
  @Conformance({"TestInitializers.test_pool_initializer", "InitializerMixin.test_initializer"})
  void shouldInitializeEachWorkerOnce() throws Exception {
    var signals = Signals.in(directory);
    try (var pool =
        PoolTesting.openUp(
            c ->
                c.workers(2)
                    .initializer(
                        () -> {
                          state = "initialized";
                          signals.append("initialized", String.valueOf(PoolTesting.pid()));
                        }))) {
      List<String> states = pool.map(n -> state, PoolMapTest.range(50), o -> o.chunkSize(1));
      assertThat(states).containsOnly("initialized");
      assertThat(signals.lines("initialized"))
          .map(Long::valueOf)
          .containsExactlyInAnyOrderElementsOf(pool.workerPids());
    }
    assertThat(state).isEqualTo("not initialized");
  }

  @Test
  void shouldInitializeReplacementsToo() throws Exception {
    var signals = Signals.in(directory);
    try (var pool =
        ProcessPool.open(
            c ->
                c.workers(1)
                    .tasksPerWorker(1)
                    .initializer(() -> signals.append("initialized", "")))) {
      pool.apply(() -> 1);
      pool.apply(() -> 2);
      assertThat(signals.lines("initialized")).hasSizeGreaterThanOrEqualTo(2);
    }
  }

  @Test
  void shouldRefuseAnInitializerThatCannotBeSent() {
    var held = new Object();
    assertThatThrownBy(() -> ProcessPool.open(c -> c.initializer(() -> held.notify())))
        .isInstanceOf(NotSendableException.class);
  }

  @Test
  void shouldRefuseNull() {
    assertThatNullPointerException().isThrownBy(() -> ProcessPool.open(c -> c.initializer(null)));
  }

  @Test
  void shouldNotLetAnInterruptOfTheInitializerHitATask() {
    try (var pool =
        ProcessPool.open(c -> c.workers(1).initializer(() -> Thread.currentThread().interrupt()))) {
      boolean interrupted = pool.apply(() -> Thread.interrupted());
      assertThat(interrupted).isFalse();
    }
  }
}
