package dev.procession.benchmarks.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class FlowTest {
  private static final Duration TIME = Duration.ofMillis(10);

  @Test
  void shouldGiveAllThatIsPutToThoseWhoTake() throws Exception {
    BlockingQueue<Integer> queue = new LinkedBlockingQueue<>();
    AtomicInteger put = new AtomicInteger();
    AtomicInteger taken = new AtomicInteger();
    Putter putter =
        (from, to) -> {
          for (int i = from; i < to; i++) {
            queue.put(i);
            put.incrementAndGet();
          }
        };
    Taker taker =
        count -> {
          taken.addAndGet(count);
          return sum(queue, count);
        };
    try (var flow = Flow.amongThreads(new Parties(2, 3), putter, taker)) {
      assertThat(flow.round(TIME)[0]).isPositive();
    }
    assertThat(taken.get()).isEqualTo(put.get()).isPositive();
    assertThat(queue).isEmpty();
  }

  @Test
  void shouldNoticeThatItemsAreNotThoseThatWerePut() throws Exception {
    BlockingQueue<Integer> queue = new LinkedBlockingQueue<>();
    Putter putter =
        (from, to) -> {
          for (int i = from; i < to; i++) {
            queue.put(i == 1 ? 2 : i);
          }
        };
    try (var flow = Flow.amongThreads(Parties.ONE_TO_ONE, putter, count -> sum(queue, count))) {
      assertThatIllegalStateException()
          .isThrownBy(() -> flow.round(TIME))
          .withMessageStartingWith("wrong result");
    }
  }

  @Test
  void shouldGiveEverybodyAnEqualShare() {
    assertThat(Parties.ONE_TO_MANY.even(11)).isEqualTo(8);
    assertThat(Parties.TWO_TO_TWO.even(1)).isEqualTo(4);
    assertThat(new Parties(3, 2).even(Long.MAX_VALUE)).isPositive().isEqualTo((1 << 30) / 6 * 6);
  }

  private static long sum(BlockingQueue<Integer> queue, int count) throws InterruptedException {
    long sum = 0;
    for (int i = 0; i < count; i++) {
      sum += queue.take();
    }
    return sum;
  }
}
