package dev.procession.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.pool.PoolTesting;
import dev.procession.pool.Signals;
import dev.procession.sync.Crew;
import dev.procession.testing.LeakCheckPerClass;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process closes a queue while threads of it are at work in it, and lives on: they are cut off as
 * if they had died, and others must not notice.
 */
@ExtendWith(LeakCheckPerClass.class)
@Timeout(120)
class QueueClosedInUseTest {
  private static final Duration SOON = Duration.ofSeconds(5);

  @TempDir private Path directory;

  @Test
  void shouldLeaveQueuesAsIfItsThreadsHadDied() throws Exception {
    Signals signals = Signals.in(directory);
    try (var put = SharedQueue.<Integer>create();
        var taken = SharedQueue.<Integer>create();
        var leased = SharedQueue.<Integer>create(c -> c.leased(true));
        var joinable = JoinableQueue.<Integer>create();
        var crew = new Crew()) {
      taken.put(1);
      leased.put(1);
      joinable.put(1);
      crew.child(
          () -> {
            Crew.closeAt("queue before put", () -> put.add(1), put::close);
            Crew.closeAt("queue before take", taken::poll, taken::close);
            Crew.closeAt("queue lease written", () -> lease(leased), leased::close);
            Crew.closeAt("queue before take", joinable::poll, joinable::close);
            signals.raise("closed");
            signals.await("end");
          });
      signals.expect("closed");
      // In threads of their own: a lock that is still held would be waited for.
      assertThat(PoolTesting.get(Crew.thread(() -> put.offer(2, SOON)))).isTrue();
      assertThat(put).containsExactly(2);
      assertThat(PoolTesting.get(Crew.thread(() -> taken.poll(SOON)))).isOne();
      Lease<Integer> lease = PoolTesting.get(Crew.thread(() -> leased.lease(SOON)));
      assertThat(lease.item()).isOne();
      assertThat(lease.isRedelivered()).isFalse();
      lease.complete();
      assertThat(leased).isEmpty();
      assertThat(PoolTesting.get(Crew.thread(() -> joinable.poll(SOON)))).isOne();
      assertThat(joinable.unfinished()).isOne();
      joinable.taskDone();
      assertThat(joinable.join(SOON)).isTrue();
      signals.raise("end");
      crew.join();
    }
  }

  private static void lease(SharedQueue<?> queue) {
    try {
      queue.lease();
    } catch (InterruptedException impossible) {
      throw new AssertionError(impossible);
    }
  }
}
