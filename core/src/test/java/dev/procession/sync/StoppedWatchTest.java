package dev.procession.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.ChildProcess;
import dev.procession.pool.PoolTesting;
import dev.procession.pool.Signals;
import dev.procession.testing.LeakCheckPerClass;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A process that is stopped while it waits does not keep others from noticing a death. */
@ExtendWith(LeakCheckPerClass.class)
@Timeout(300)
@Tag(Crew.PORTABLE_LATER)
class StoppedWatchTest {
  private static final Duration SOON = Duration.ofMillis(2500);

  @TempDir private Path directory;

  @Test
  void shouldNoticeTheDeathOfAGrandchildWhoseParentIsStopped() throws Exception {
    Signals signals = Signals.in(directory);
    try (var lock = SharedLock.create();
        var crew = new Crew()) {
      ChildProcess parent =
          crew.child(
              () -> {
                ChildProcess.of(
                        () -> {
                          lock.lock();
                          signals.raise("locked");
                          signals.await("never");
                        })
                    .start();
                signals.await("locked");
                lock.lock();
              });
      signals.expect("locked");
      Crew.await("the parent waits", () -> lock.waiters() == 1);
      long holder = lock.owner().orElseThrow().pid();
      signal("-STOP", parent.pid());
      Future<Boolean> waits = Crew.thread(() -> lock.tryLock(Duration.ofSeconds(60)));
      Crew.await("this process waits", () -> lock.waiters() == 2);
      signal("-KILL", holder);
      assertThat(waits.get(SOON.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
      signal("-CONT", parent.pid());
      crew.kill(parent);
    }
  }

  private static void signal(String name, long pid) throws Exception {
    Process kill = new ProcessBuilder("kill", name, "" + pid).start();
    assertThat(kill.waitFor(PoolTesting.DEADLINE)).isTrue();
    assertThat(kill.exitValue()).isZero();
  }
}
