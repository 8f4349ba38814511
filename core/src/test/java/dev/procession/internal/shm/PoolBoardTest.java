package dev.procession.internal.shm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.internal.proc.SharedThings;
import dev.procession.pool.PoolTesting;
import dev.procession.pool.ProcessPool;
import dev.procession.testing.LeakCheckPerClass;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What others see of a board while it is written, and when somebody has scribbled on it. */
@ExtendWith(LeakCheckPerClass.class)
class PoolBoardTest {
  private static final int LOOKS = 2_000;

  @Test
  void shouldShowFiguresThatBelongTogetherToAnotherProcess() {
    try (var pool = ProcessPool.open(1);
        var bell = new Bell(SharedThings.create(Bell.plan("watched")))) {
      PoolBoard board = bell.board();
      board.dedicate("test");
      board.begin();
      board.enter(3, 77, System.nanoTime());
      board.end();
      SegmentAddress address = bell.address();
      var over = new AtomicBoolean();
      Thread writer = Thread.ofPlatform().start(() -> writeUntil(over, board));
      try {
        int settled = pool.apply(() -> lookOften(address));
        assertThat(settled).as("looks that were not in vain").isGreaterThan(LOOKS / 10);
      } finally {
        over.set(true);
        PoolTesting.await("the writer ends", () -> !writer.isAlive());
      }
    }
  }

  /** All figures are the same between two changes, and so are the worker's items and failures. */
  private static void writeUntil(AtomicBoolean over, PoolBoard board) {
    while (!over.get()) {
      board.begin();
      for (int figure = 0; figure < PoolBoard.FIGURES; figure++) {
        board.add(figure, 1);
      }
      board.report(3, 1, 1, 1);
      board.end();
      for (int i = 0; i < 100; i++) {
        Thread.onSpinWait();
      }
    }
  }

  private static int lookOften(SegmentAddress address) {
    Segment segment = SharedThings.attach(address, SegmentKind.BELL);
    try {
      int settled = 0;
      for (int look = 0; look < LOOKS; look++) {
        PoolSight sight = PoolSight.of(segment);
        if (sight.settled()) {
          settled++;
          long first = sight.figure(0);
          PoolSight.Row row = sight.workers().getFirst();
          if (sight.words().stream().anyMatch(word -> word != first)
              || row.items() != first
              || row.failed() != first) {
            throw new IllegalStateException("torn: " + sight);
          }
        }
      }
      return settled;
    } finally {
      segment.release();
    }
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        PoolBoardLayout.MAGIC_OFFSET,
        PoolBoardLayout.VERSION_OFFSET,
        PoolBoardLayout.FIGURES,
        PoolBoardLayout.FIGURES + 15 * 8,
        PoolBoardLayout.ROWS + PoolBoardLayout.STATE,
        PoolBoardLayout.ROWS + PoolBoardLayout.ITEMS,
        PoolBoardLayout.ROWS + PoolBoardLayout.BUSY
      })
  void shouldRejectWhatCannotBe(int offset) {
    Segment segment = SharedThings.create(Bell.plan("damaged"));
    try (var bell = new Bell(segment)) {
      PoolBoard board = bell.board();
      board.dedicate("test");
      board.begin();
      board.enter(0, 77, System.nanoTime());
      board.end();
      assertThat(board.look().workers()).hasSize(1);
      segment.setLong(segment.dataOffset() + offset, -5);
      assertThatThrownBy(board::look)
          .isInstanceOf(DamagedSegmentException.class)
          .hasMessageContaining("board of a pool");
      assertThat(Census.takePools()).extracting(PoolSight::name).doesNotContain("damaged");
    }
  }

  @Test
  void shouldGiveUpWaitingForAWriterThatIsStoppedInTheMiddle() {
    try (var bell = new Bell(SharedThings.create(Bell.plan("stopped")))) {
      PoolBoard board = bell.board();
      board.dedicate("test");
      board.begin();
      board.add(PoolBoard.SUBMITTED, 7);
      PoolSight sight = board.look();
      assertThat(sight.settled()).isFalse();
      assertThat(sight.figure(PoolBoard.SUBMITTED)).isEqualTo(7);
      board.end();
      assertThat(board.look().settled()).isTrue();
    }
  }

  @Test
  void shouldWriteEverythingAnew() {
    Segment segment = SharedThings.create(Bell.plan("mended"));
    try (var bell = new Bell(segment)) {
      PoolBoard board = bell.board();
      board.dedicate("test");
      board.begin();
      board.add(PoolBoard.DONE, 5);
      board.enter(1, 42, System.nanoTime());
      board.end();
      PoolSight before = board.look();
      segment.data().asSlice(PoolBoardLayout.SEQUENCE).fill((byte) 0xFF);
      board.rewrite();
      PoolSight after = board.look();
      assertThat(after.words()).isEqualTo(before.words());
      assertThat(after.workers()).extracting(PoolSight.Row::pid).containsExactly(42L);
    }
  }
}
