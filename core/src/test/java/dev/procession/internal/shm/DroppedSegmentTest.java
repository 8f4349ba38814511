package dev.procession.internal.shm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.pool.PoolTesting;
import dev.procession.testing.LeakCheckPerClass;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What becomes of the place of a process in a segment that it drops without closing it. */
@ExtendWith(LeakCheckPerClass.class)
@Timeout(120)
class DroppedSegmentTest {
  private static SegmentPlan plan() {
    return new SegmentPlan(SegmentKind.SEMAPHORE, "dropped", 0, 64, new int[0], 3, 0);
  }

  /** Keeps the memory without the segment, as another process would. */
  private static SegmentFile keep(SegmentAddress[] address) throws Exception {
    SegmentFile file = SegmentFile.create("test", plan().size());
    String place = file.place().toString();
    address[0] = new SegmentAddress(System.nanoTime(), 1, place, place);
    try (Arena arena = Arena.ofShared()) {
      Segments.writeHeader(file.map(plan().size(), arena), plan(), address[0]);
    }
    return file;
  }

  private static void awaitDropped() {
    PoolTesting.await(
        "it is gone",
        () -> {
          System.gc();
          return Segments.open().stream().noneMatch(open -> open.label().equals("dropped"));
        });
  }

  @Test
  void shouldBeTakenAgainByTheSameProcess() throws Exception {
    var address = new SegmentAddress[1];
    try (SegmentFile file = keep(address)) {
      for (int time = 0; time < 5; time++) {
        awaitDropped();
        hold(address[0], time);
      }
      awaitDropped();
      Segment segment = Segments.attach(address[0], SegmentKind.SEMAPHORE);
      assertThat(segment.parties().held(0)).as("held before it was dropped").isEqualTo(5);
      segment.parties().held(0, 0);
      segment.release();
      Segment again = Segments.attach(address[0], SegmentKind.SEMAPHORE);
      assertThat(again.parties().ever()).isOne();
      again.release();
    }
  }

  @Test
  void shouldBeGivenBackIfTheProcessHoldsNothing() throws Exception {
    var address = new SegmentAddress[1];
    try (SegmentFile file = keep(address)) {
      awaitDropped();
      mark(address[0]);
      awaitDropped();
      PoolTesting.await("the place is free", () -> isFree(file));
    }
  }

  private static void mark(SegmentAddress address) {
    Segment segment = Segments.attach(address, SegmentKind.SEMAPHORE);
    segment.parties().mark(0, 7);
  }

  private static boolean isFree(SegmentFile file) throws Exception {
    ByteBuffer bytes = ByteBuffer.allocate((int) plan().size()).order(ByteOrder.nativeOrder());
    file.read(bytes);
    int place = plan().partiesOffset();
    return bytes.getLong(place + PartyLayout.PROCESS) == ProcessIds.NOBODY
        && bytes.getLong(place + PartyLayout.MARK) == 0;
  }

  private static void hold(SegmentAddress address, int before) {
    Segment segment = Segments.attach(address, SegmentKind.SEMAPHORE);
    assertThat(segment.parties().own()).isZero();
    assertThat(segment.parties().ever()).isOne();
    assertThat(segment.parties().held(0)).isEqualTo(before);
    segment.parties().held(0, before + 1);
  }
}
