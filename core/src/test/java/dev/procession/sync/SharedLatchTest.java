package dev.procession.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.ChildProcess;
import dev.procession.pool.PoolTesting;
import dev.procession.testing.LeakCheckPerClass;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Counting down across processes. */
@ExtendWith(LeakCheckPerClass.class)
@Timeout(300)
@Tag(Crew.PORTABLE_LATER)
class SharedLatchTest {
  @TempDir private Path directory;

  @Test
  void shouldOpenWhenAllHaveCounted() throws Exception {
    try (var latch = SharedLatch.create(3);
        var back = SharedLatch.create(2);
        var crew = new Crew()) {
      crew.children(
          2,
          () -> {
            latch.countDown();
            latch.await();
            back.countDown();
          });
      var platform = Crew.thread(() -> latch.await(PoolTesting.DEADLINE));
      var virtual = Crew.virtual(() -> latch.await(PoolTesting.DEADLINE));
      Crew.await("two have counted", () -> latch.count() == 1);
      assertThat(latch.await(Duration.ofMillis(20))).isFalse();
      Crew.await("all wait", () -> latch.waiters() == 4);
      assertThat(back.count()).isEqualTo(2);
      latch.countDown();
      assertThat(PoolTesting.get(platform)).isTrue();
      assertThat(PoolTesting.get(virtual)).isTrue();
      back.await();
      crew.join();
      latch.countDown();
      assertThat(latch).hasToString("SharedLatch[count=0]");
    }
  }

  @Test
  void shouldCountBySeveralAndNeverBelowZero() throws Exception {
    try (var latch = SharedLatch.create(Integer.MAX_VALUE)) {
      latch.countDown(0);
      assertThat(latch.count()).isEqualTo(Integer.MAX_VALUE);
      latch.countDown(Integer.MAX_VALUE - 5);
      assertThat(latch.count()).isEqualTo(5);
      latch.countDown(7);
      assertThat(latch.count()).isZero();
      assertThat(latch.await(Duration.ofSeconds(-1))).isTrue();
    }
    try (var open = SharedLatch.create(0)) {
      open.await();
      open.awaitUninterruptibly();
      assertThat(open.await(0, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void shouldRefuseWhatMakesNoSense() {
    assertThatThrownBy(() -> SharedLatch.create(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("negative: count=-1; zero is the least");
    var latch = SharedLatch.create(1);
    assertThatThrownBy(() -> latch.countDown(-1)).isInstanceOf(IllegalArgumentException.class);
    assertThatNullPointerException().isThrownBy(() -> latch.await(null));
    latch.close();
    latch.close();
    assertThatThrownBy(latch::countDown).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void shouldEndAWaitByInterrupt() throws Exception {
    try (var latch = SharedLatch.create(1)) {
      for (boolean virtual : new boolean[] {false, true}) {
        Crew.expectEndByInterrupt(virtual, latch::await, latch::waiters);
      }
    }
  }

  @Test
  void shouldHaveCountedOrNotWhenKilledAtAnyStep() throws Exception {
    List<String> steps =
        Crew.killAtEachStep(
            directory,
            (crew, victim) -> {
              try (var latch = SharedLatch.create(1)) {
                var waiting = Crew.thread(() -> latch.await(PoolTesting.DEADLINE));
                Crew.await("it waits", () -> latch.waiters() == 1);
                ChildProcess child = victim.start(latch::countDown);
                victim.join(child);
                assertThat(latch.count())
                    .isEqualTo(victim.step().equals("latch before count") ? 1 : 0);
                if (latch.count() == 0) {
                  waiting.get(Crew.DEAD_WAIT.toMillis(), TimeUnit.MILLISECONDS);
                }
                latch.countDown();
                assertThat(PoolTesting.get(waiting)).isTrue();
              }
            });
    assertThat(steps).containsExactly("latch before count", "latch counted");
  }
}
