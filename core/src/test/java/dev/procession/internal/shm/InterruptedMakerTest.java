package dev.procession.internal.shm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.testing.LeakCheckPerClass;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** An interrupt closes the channels of a thread; shared memory is made and found all the same. */
@ExtendWith(LeakCheckPerClass.class)
@Timeout(120)
class InterruptedMakerTest {
  private static final int TURNS = 300;

  /** The interrupt of a turn comes within so many spins: during the work, or soon after. */
  private static final int MOST_SPINS = 4_000;

  private static final int DONE = TURNS + 1;

  private static final int TABLE_SIZE = 1 << 20;

  private interface Work {
    void run() throws IOException;
  }

  private static SegmentPlan plan(long size) {
    return new SegmentPlan(SegmentKind.VALUE, "interrupted", 0, 64, new int[0], 3, size);
  }

  @Test
  void shouldMakeASegment() throws Exception {
    interrupt(() -> Segments.create(plan(8)).release());
  }

  /** A memory file of the kernel. */
  @Test
  void shouldMakeABigSegment() throws Exception {
    interrupt(() -> Segments.create(plan(1 << 20)).release());
  }

  @Test
  void shouldMakeAProcessTable() throws Exception {
    interrupt(() -> SharedFile.create("interrupted", TABLE_SIZE, TABLE_SIZE).close());
  }

  @Test
  void shouldFindASegment() throws Exception {
    // A file without its segment is mapped anew each time, as if another process had made it.
    try (SegmentFile file = SegmentFile.create("test", plan(8).size());
        Arena arena = Arena.ofShared()) {
      String place = file.place().toString();
      var address = new SegmentAddress(System.nanoTime(), 1, place, place + "-gone");
      Segments.writeHeader(file.map(plan(8).size(), arena), plan(8), address);
      interrupt(() -> Segments.attach(address, SegmentKind.VALUE).release());
    }
  }

  private static void interrupt(Work work) throws IOException {
    Thread.currentThread().interrupt();
    work.run();
    assertThat(Thread.interrupted()).as("still interrupted").isTrue();
    interruptMeanwhile(work);
  }

  /** One interrupt in each turn, at a random instant; none is lost. */
  private static void interruptMeanwhile(Work work) throws IOException {
    var turn = new AtomicInteger();
    Thread worker = Thread.currentThread();
    Thread other = Thread.ofPlatform().start(() -> interruptEachTurn(worker, turn));
    try {
      for (int i = 1; i <= TURNS; i++) {
        turn.set(i);
        work.run();
        while (!Thread.interrupted()) {
          Thread.onSpinWait();
        }
      }
    } finally {
      turn.set(DONE);
      while (other.isAlive()) {
        Thread.onSpinWait();
      }
      // After a failure there may be one more.
      Thread.interrupted();
    }
  }

  private static void interruptEachTurn(Thread worker, AtomicInteger turn) {
    var random = new SplittableRandom(1);
    for (int i = 1; i <= TURNS; i++) {
      while (turn.get() < i) {
        Thread.onSpinWait();
      }
      if (turn.get() == DONE) {
        return;
      }
      for (int spins = random.nextInt(MOST_SPINS); spins > 0; spins--) {
        Thread.onSpinWait();
      }
      worker.interrupt();
    }
  }
}
