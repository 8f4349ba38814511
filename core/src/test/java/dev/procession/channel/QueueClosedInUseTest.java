package dev.procession.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.internal.shm.Steps;
import dev.procession.pool.PoolTesting;
import dev.procession.pool.Signals;
import dev.procession.sync.Crew;
import dev.procession.testing.LeakCheckPerClass;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
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
            closeAt("queue before put", () -> put.add(1), put::close);
            closeAt("queue before take", taken::poll, taken::close);
            closeAt("queue lease written", () -> lease(leased), leased::close);
            closeAt("queue before take", joinable::poll, joinable::close);
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

  /** Has one thread cut off at a step of its work by another, which closes. */
  private static void closeAt(String step, Runnable work, Runnable close) throws Exception {
    var reached = new CountDownLatch(1);
    var closed = new CountDownLatch(1);
    Future<Object> cut =
        Crew.thread(
            () -> {
              Thread worker = Thread.currentThread();
              Steps.set(
                  at -> {
                    if (Thread.currentThread() == worker && at.equals(step)) {
                      reached.countDown();
                      PoolTesting.await("closing", () -> closed.getCount() == 0);
                    }
                  });
              work.run();
              return "done";
            });
    reached.await();
    close.run();
    closed.countDown();
    assertThatThrownBy(cut::get).hasCauseInstanceOf(IllegalStateException.class);
    Steps.set(null);
  }
}
