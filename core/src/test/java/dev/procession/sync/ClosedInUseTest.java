package dev.procession.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.pool.PoolTesting;
import dev.procession.pool.Signals;
import dev.procession.testing.LeakCheckPerClass;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A process that closes what its threads still use lives on: others must not wait for it. */
@ExtendWith(LeakCheckPerClass.class)
@Timeout(300)
@Tag(Crew.PORTABLE_LATER)
class ClosedInUseTest {
  private static final Duration SOON = Duration.ofSeconds(3);

  @TempDir private Path directory;

  @Test
  void shouldNotKeepTheGuardOfASemaphore() throws Exception {
    Signals signals = Signals.in(directory);
    try (var semaphore = SharedSemaphore.create(2);
        var crew = new Crew()) {
      crew.child(
          () -> {
            Crew.closeAt(
                "semaphore before take", () -> semaphore.tryAcquire(), () -> semaphore.close());
            signals.raise("closed");
            signals.await("end");
          });
      signals.expect("closed");
      assertThat(PoolTesting.get(Crew.thread(() -> semaphore.tryAcquire(2, SOON)))).isTrue();
      signals.raise("end");
      crew.join();
    }
  }

  @Test
  void shouldNotKeepTheGuardOfAReadWriteLock() throws Exception {
    Signals signals = Signals.in(directory);
    try (var lock = SharedReadWriteLock.create();
        var crew = new Crew()) {
      crew.child(
          () -> {
            Crew.closeAt(
                "read-write before write", () -> lock.writeLock().lock(), () -> lock.close());
            signals.raise("closed");
            signals.await("end");
          });
      signals.expect("closed");
      assertThat(PoolTesting.get(Crew.thread(() -> lock.writeLock().tryLock(SOON)))).isTrue();
      signals.raise("end");
      crew.join();
    }
  }

  @Test
  void shouldNotKeepAPlaceInTheQueueOfAFairLock() throws Exception {
    Signals signals = Signals.in(directory);
    try (var lock = SharedLock.create(config -> config.fair(true));
        var crew = new Crew()) {
      lock.lock();
      crew.child(
          () -> {
            Crew.closeAt("ticket before sleep", () -> lock.lock(), () -> lock.close());
            signals.raise("closed");
            signals.await("end");
          });
      signals.expect("closed");
      lock.unlock();
      assertThat(lock.tryLock(SOON)).isTrue();
      lock.unlock();
      signals.raise("end");
      crew.join();
    }
  }
}
