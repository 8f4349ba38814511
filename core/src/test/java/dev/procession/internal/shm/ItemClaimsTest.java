package dev.procession.internal.shm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.BitSet;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** The rules of claiming and taking back, in one process. */
class ItemClaimsTest {
  private static final int CHUNK = 7;

  private final ItemClaims claims = slot().claims(0);

  private static ProcessSlot slot() {
    var memory = ByteBuffer.allocateDirect(ProcessTableLayout.SIZE).order(ByteOrder.nativeOrder());
    return new ProcessSlot(memory, 0);
  }

  @Test
  void shouldGiveEachItemOnceInOrder() {
    claims.offer(CHUNK, 3);
    assertThat(claims.claim(CHUNK)).isEqualTo(0);
    assertThat(claims.claim(CHUNK)).isEqualTo(1);
    assertThat(claims.claim(CHUNK)).isEqualTo(2);
    assertThat(claims.claim(CHUNK)).isEqualTo(ItemClaims.NONE);
  }

  @Test
  void shouldTellWhichItemRuns() {
    claims.offer(CHUNK, 2);
    int item = claims.claim(CHUNK);
    assertThat(claims.claimed(CHUNK)).isEqualTo(1);
    assertThat(claims.done(CHUNK)).isZero();
    claims.finish(CHUNK, item);
    assertThat(claims.done(CHUNK)).isEqualTo(1);
  }

  @Test
  void shouldTakeBackWhatIsNotClaimedAndKeepWhatItIsToldTo() {
    claims.offer(CHUNK, 10);
    claims.claim(CHUNK);
    assertThat(claims.takeBack(CHUNK, 4)).isEqualTo(5);
    assertThat(claims.takeBack(CHUNK, 100)).as("nothing more to take").isEqualTo(5);
    assertThat(claims.takeBack(CHUNK, 0)).isEqualTo(1);
    assertThat(claims.claim(CHUNK)).isEqualTo(ItemClaims.NONE);
  }

  @Test
  void shouldNotTouchAnotherChunkOfTheSameLane() {
    claims.offer(CHUNK + 1, 10);
    assertThat(claims.claim(CHUNK)).isEqualTo(ItemClaims.NONE);
    assertThat(claims.claimed(CHUNK)).isZero();
    assertThat(claims.done(CHUNK)).isZero();
    assertThat(claims.takeBack(CHUNK, 0)).isEqualTo(10);
    assertThat(claims.claim(CHUNK + 1)).isZero();
  }

  @Test
  void shouldKeepTheLanesApart() {
    ProcessSlot slot = slot();
    ItemClaims other = slot.claims(1);
    slot.claims(0).offer(CHUNK, 3);
    other.offer(CHUNK + 1, 5);
    assertThat(slot.claims(0).claim(CHUNK)).isZero();
    assertThat(other.claimed(CHUNK + 1)).isZero();
    assertThat(other.takeBack(CHUNK + 1, 0)).isZero();
    assertThat(slot.claims(0).claim(CHUNK)).isEqualTo(1);
  }

  @Test
  void shouldHoldTheLargestChunkAndNumber() {
    int last = ItemClaims.CHUNK_NUMBERS - 1;
    claims.offer(last, ItemClaims.MAX_ITEMS);
    assertThat(claims.claim(last)).isZero();
    assertThat(claims.takeBack(last, ItemClaims.MAX_ITEMS)).isEqualTo(ItemClaims.MAX_ITEMS);
    assertThat(claims.takeBack(last, 0)).isEqualTo(1);
  }

  @Test
  void shouldHaveOneTakerForEachItemWhateverTheTiming() throws InterruptedException {
    long seed = System.nanoTime();
    var random = new Random(seed);
    for (int round = 1; round <= 2_000; round++) {
      int items = 1 + random.nextInt(50);
      int chunk = round;
      claims.offer(chunk, items);
      var claimed = new BitSet();
      var start = new CountDownLatch(1);
      Thread worker =
          Thread.ofPlatform()
              .start(
                  () -> {
                    start.countDown();
                    for (int i = claims.claim(chunk); i >= 0; i = claims.claim(chunk)) {
                      claimed.set(i);
                      claims.finish(chunk, i);
                    }
                  });
      start.await();
      int keep = random.nextInt(items + 1);
      claims.takeBack(chunk, keep);
      int end = claims.takeBack(chunk, 0);
      worker.join();
      assertThat(claimed.cardinality()).as("seed=%d, round=%d", seed, round).isEqualTo(end);
      assertThat(claimed.length()).as("seed=%d, round=%d", seed, round).isEqualTo(end);
      assertThat(claims.done(chunk)).as("seed=%d, round=%d", seed, round).isEqualTo(end);
    }
  }
}
