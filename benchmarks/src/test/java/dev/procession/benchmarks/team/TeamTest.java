package dev.procession.benchmarks.team;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.procession.Action;
import dev.procession.memory.SharedLong;
import dev.procession.sync.SharedEvent;
import dev.procession.testing.LeakCheck;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class TeamTest {
  private static final Duration TIME = Duration.ofMillis(50);

  @Test
  void shouldGiveTheTimeForOneOperation() throws Exception {
    try (var single = Single.of(() -> {}, 2, times -> Thread.sleep(20))) {
      double[] seconds = single.round(Duration.ZERO);
      assertThat(seconds).hasSize(1);
      assertThat(seconds[0]).isGreaterThanOrEqualTo(0.01);
    }
  }

  @Test
  void shouldCountWhatAllThreadsDo() throws Exception {
    AtomicLong done = new AtomicLong();
    try (var team = new ThreadTeam(2, done::addAndGet)) {
      double[] seconds = team.round(TIME);
      assertThat(seconds).hasSize(1);
      assertThat(seconds[0] * done.get()).isBetween(0.0499, 0.0501);
    }
  }

  @Test
  void shouldCountWhatAllProcessesDo() throws Exception {
    SharedLong done = SharedLong.create(0);
    try (var team = ProcessTeam.open(2, done, times -> done.addAndGet(times), done::get)) {
      double[] seconds = team.round(TIME);
      assertThat(seconds).hasSize(1);
      assertThat(seconds[0] * done.get()).isBetween(0.0499, 0.0501);
    }
  }

  @Test
  void shouldNoticeAWrongCount() throws Exception {
    SharedLong done = SharedLong.create(0);
    try (var team = ProcessTeam.open(2, done, times -> done.incrementAndGet(), done::get)) {
      assertThatIllegalStateException()
          .isThrownBy(() -> team.round(TIME))
          .withMessageStartingWith("wrong result");
    }
  }

  @Test
  @Timeout(30)
  void shouldRepeatWhatPartnersDoUntilClosed() throws Exception {
    try (SharedEvent begun = SharedEvent.create();
        SharedLong done = SharedLong.create(0)) {
      Action step =
          () -> {
            if (done.incrementAndGet() == 1_000) {
              begun.set();
            }
          };
      try (Partner partner = new Partner(2, step)) {
        begun.await();
        assertThat(partner).isNotNull();
      }
      // That both are dead, LeakCheck sees.
    }
  }
}
