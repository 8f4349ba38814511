package dev.procession.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.procession.ChildProcess;
import dev.procession.Processes;
import dev.procession.StartMethod;
import dev.procession.pool.PoolTesting;
import dev.procession.pool.ProcessPool;
import dev.procession.pool.Signals;
import dev.procession.testing.Conformance;
import dev.procession.testing.LeakCheck;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Waiting for any of several things. */
@ExtendWith(LeakCheck.class)
class WaitTest {
  private static final Duration HUGE = Duration.ofSeconds(Long.MAX_VALUE);

  @TempDir private Path directory;

  @ParameterizedTest
  @EnumSource
  @Conformance("_TestProcess.test_sentinel")
  void shouldReturnTheChildrenThatHaveEnded(StartMethod method) throws Exception {
    var signals = Signals.in(directory);
    ChildProcess one = Children.of(method, () -> signals.await("one")).start();
    ChildProcess two = Children.of(method, () -> signals.await("two")).start();
    List<ChildProcess> both = List.of(one, two);
    assertThat(Processes.wait(both, Duration.ZERO)).isEmpty();
    assertThat(Processes.wait(both, Duration.ofMillis(5))).isEmpty();
    assertThat(Processes.wait(both, HUGE.negated())).isEmpty();
    signals.raise("two");
    assertThat(Processes.wait(both, HUGE)).containsExactly(two);
    assertThat(two.exitCode()).hasValue(0);
    assertThat(Processes.wait(both)).containsExactly(two);
    signals.raise("one");
    Children.join(one);
    assertThat(Processes.wait(both, Duration.ZERO)).containsExactly(one, two);
    assertThat(Processes.wait(List.of(one, one, two))).containsExactly(one, one, two);
  }

  @Test
  void shouldWaitForThingsOfAllKinds() throws Exception {
    var signals = Signals.in(directory);
    Process foreign = new ProcessBuilder("sleep", "1000").start();
    Process handled = new ProcessBuilder("sleep", "1000").start();
    var future = new CompletableFuture<String>();
    ChildProcess child = Children.of(StartMethod.SPAWN, () -> signals.await("child")).start();
    try (var pool = ProcessPool.open(1)) {
      var item = pool.submit(() -> Thread.sleep(Duration.ofHours(1)));
      List<Object> things = List.of(foreign, handled.toHandle(), future, child, item);
      assertThat(Processes.wait(things, Duration.ZERO)).isEmpty();
      future.completeExceptionally(new IllegalStateException("failed is over too"));
      assertThat(Processes.wait(things)).containsExactly(future);
      foreign.destroyForcibly();
      assertThat(Processes.wait(List.<Object>of(foreign, item))).containsExactly(foreign);
      handled.destroyForcibly();
      List<Object> handle = List.of(item, handled.toHandle());
      assertThat(Processes.wait(handle)).containsExactly(handled.toHandle());
      item.cancel(true);
      assertThat(Processes.wait(List.of(child, item))).containsExactly(item);
      signals.raise("child");
      Children.join(child);
      assertThat(Processes.wait(things, Duration.ZERO)).isEqualTo(things);
    } finally {
      foreign.destroyForcibly().waitFor();
      handled.destroyForcibly().waitFor();
    }
  }

  @Test
  void shouldReturnAtOnceWithNothingToWaitFor() throws Exception {
    assertThat(Processes.wait(List.of())).isEmpty();
    assertThat(Processes.wait(List.of(), HUGE)).isEmpty();
  }

  @Test
  void shouldRefuseWhatCannotBeWaitedFor() {
    var future = new CompletableFuture<String>();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Processes.wait(List.of(future, "text"), Duration.ZERO))
        .withMessageContaining("java.lang.String");
    assertThatNullPointerException()
        .isThrownBy(() -> Processes.wait(Arrays.asList(future, null), Duration.ZERO));
    assertThatNullPointerException().isThrownBy(() -> Processes.wait(null, Duration.ZERO));
    assertThatNullPointerException().isThrownBy(() -> Processes.wait(List.of(future), null));
    assertThatIllegalStateException()
        .isThrownBy(() -> Processes.wait(List.of(ChildProcess.of(() -> {})), Duration.ZERO))
        .withMessageContaining("has not been started");
    assertThat(future.getNumberOfDependents()).isZero();
  }

  @Test
  void shouldBeInterruptible() {
    var future = new CompletableFuture<String>();
    Thread.currentThread().interrupt();
    assertThatExceptionOfType(InterruptedException.class)
        .isThrownBy(() -> Processes.wait(List.of(future), HUGE));
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void shouldLeaveNoTraceOnWhatItHasWaitedFor() throws Exception {
    var future = new CompletableFuture<String>();
    for (int i = 0; i < 1000; i++) {
      assertThat(Processes.wait(List.of(future), Duration.ofNanos(1))).isEmpty();
    }
    assertThat(future.isDone()).isFalse();
    assertThat(future.getNumberOfDependents()).isLessThan(10);
    future.complete("done");
    assertThat(Processes.wait(List.of(future), PoolTesting.DEADLINE)).containsExactly(future);
  }
}
