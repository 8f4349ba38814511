package dev.procession.crash;

import dev.procession.sync.SharedBarrier;
import java.time.Duration;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.TimeoutException;

/**
 * A barrier that needs the victim too. Its death breaks the barrier for those who wait; one of them
 * then mends it for the next.
 */
record BarrierScenario(SharedBarrier barrier) implements Scenario {
  private static final int PARTIES = 4;
  private static final int TRIPS = 0;
  private static final Duration AT_MOST = Duration.ofSeconds(1);

  BarrierScenario() {
    this(SharedBarrier.create(PARTIES));
  }

  @Override
  public void turn(Board board, int place) throws InterruptedException {
    try {
      if (barrier.await(AT_MOST) == 0) {
        board.add(TRIPS, 1);
      }
    } catch (BrokenBarrierException | TimeoutException broken) {
      if (place == 0) {
        barrier.reset();
      } else {
        Thread.yield();
      }
    }
  }

  @Override
  public boolean needsAll() {
    return true;
  }

  @Override
  public void check(Board board) {
    if (board.get(TRIPS) == 0) {
      throw new AssertionError("the barrier was never passed: " + barrier);
    }
  }

  @Override
  public void close() {
    barrier.close();
  }
}
