package dev.procession.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.pool.PoolTesting;
import dev.procession.pool.Signals;
import dev.procession.sync.Crew;
import dev.procession.testing.Conformance;
import dev.procession.testing.LeakCheckPerClass;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Waiting until all has been dealt with. */
@ExtendWith(LeakCheckPerClass.class)
@Timeout(120)
class JoinableQueueTest {
  @TempDir private Path directory;

  @Conformance("_TestQueue.test_task_done")
  @Test
  void shouldWaitUntilOtherProcessesHaveAcknowledgedAll() throws Exception {
    try (var queue = JoinableQueue.<Integer>create();
        var done = SharedQueue.<Integer>create();
        var crew = new Crew()) {
      crew.children(
          2,
          () -> {
            try {
              while (true) {
                Integer item = queue.take();
                done.put(item);
                queue.taskDone();
              }
            } catch (QueueClosedException end) {
              queue.close();
            }
          });
      queue.putAll(IntStream.range(0, 1000).boxed().toList());
      queue.join();
      assertThat(queue.unfinished()).isZero();
      assertThat(done).hasSize(1000);
      queue.shutdown();
      crew.join();
    }
  }

  @Test
  void shouldCountWhatIsThereAndWhatWasTaken() throws Exception {
    try (var queue = JoinableQueue.<Integer>create(10)) {
      assertThat(queue.join(Duration.ZERO)).isTrue();
      queue.putAll(List.of(1, 2, 3));
      assertThat(queue.unfinished()).isEqualTo(3);
      assertThatThrownBy(queue::taskDone).isInstanceOf(IllegalStateException.class);
      assertThat(queue.drainTo(new ArrayList<>())).isEqualTo(3);
      assertThat(queue.unfinished()).isEqualTo(3);
      queue.taskDone();
      queue.taskDone();
      assertThat(queue.join(Duration.ofMillis(20))).isFalse();
      Future<Boolean> joining = Crew.thread(() -> queue.join(PoolTesting.DEADLINE));
      PoolTesting.await("it sleeps", () -> queue.waiters() == 1);
      queue.taskDone();
      assertThat(PoolTesting.get(joining)).isTrue();
      assertThatThrownBy(queue::taskDone)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("too often");
      Crew.expectEndByInterrupt(
          false,
          () -> {
            queue.put(1);
            queue.join();
          },
          queue::waiters);
      queue.clear();
      assertThat(queue.join(Duration.ZERO)).isTrue();
    }
  }

  @Conformance("_TestQueue.test_shutdown_immediate_with_unfinished")
  @Test
  void shouldWaitForWhatWasTakenBeforeAnImmediateShutdown() throws Exception {
    try (var queue = JoinableQueue.<Integer>create()) {
      queue.putAll(List.of(1, 2, 3));
      queue.take();
      assertThat(queue.shutdownNow()).isEqualTo(2);
      assertThat(queue.join(Duration.ofMillis(20))).isFalse();
      queue.taskDone();
      assertThat(queue.join(Duration.ZERO)).isTrue();
      assertThatThrownBy(queue::taskDone).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void shouldNotWaitForWhatTheDeadOrThoseWhoClosedHadTaken() throws Exception {
    Signals signals = Signals.in(directory);
    try (var queue = JoinableQueue.<Integer>create();
        var crew = new Crew()) {
      queue.putAll(List.of(1, 2));
      var victim =
          crew.child(
              () -> {
                queue.take();
                signals.raise("taken");
                signals.await("never");
              });
      signals.expect("taken");
      crew.child(
          () -> {
            queue.take();
            signals.raise("taken too");
            signals.await("close");
            queue.close();
            signals.raise("closed");
            signals.await("end");
          });
      signals.expect("taken too");
      assertThat(queue.unfinished()).isEqualTo(2);
      Future<Boolean> joining = Crew.thread(() -> queue.join(PoolTesting.DEADLINE));
      crew.kill(victim);
      PoolTesting.await("one is left", () -> queue.unfinished() == 1);
      PoolTesting.await("it sleeps", () -> queue.waiters() == 1);
      long before = System.nanoTime();
      signals.raise("close");
      assertThat(PoolTesting.get(joining)).isTrue();
      assertThat(System.nanoTime() - before).isLessThan(Crew.DEAD_WAIT.toNanos());
      signals.raise("end");
      crew.join();
    }
  }

  @Test
  void shouldLetAnotherProcessAcknowledge() throws Exception {
    Signals signals = Signals.in(directory);
    try (var queue = JoinableQueue.<Integer>create();
        var crew = new Crew()) {
      queue.put(1);
      crew.child(
          () -> {
            queue.take();
            signals.raise("taken");
            signals.await("end");
          });
      signals.expect("taken");
      queue.taskDone();
      assertThat(queue.join(Duration.ZERO)).isTrue();
      signals.raise("end");
      crew.join();
    }
  }
}
