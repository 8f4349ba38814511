package dev.procession.crash;

import static dev.procession.crash.Board.Note.INSIDE;

import dev.procession.sync.SharedSemaphore;
import java.time.Duration;
import org.awaitility.Awaitility;

/** Never more than two of those that live are inside. */
record SemaphoreScenario(SharedSemaphore semaphore) implements Scenario {
  private static final int PERMITS = 2;
  private static final int SURVIVORS = 3;

  SemaphoreScenario() {
    this(SharedSemaphore.create(PERMITS, c -> c.bounded(true)));
  }

  @Override
  public void turn(Board board, int place) throws InterruptedException {
    long start = board.clock();
    semaphore.acquire();
    board.waited(place, start);
    board.linger(place);
    board.set(place, INSIDE, 1);
    int inside = 0;
    for (int other = 0; other < SURVIVORS; other++) {
      inside += (int) board.get(other, INSIDE);
    }
    if (inside > PERMITS) {
      throw new IllegalStateException("inside=" + inside + ": " + semaphore);
    }
    board.set(place, INSIDE, 0);
    semaphore.release();
  }

  @Override
  public void check(Board board) throws InterruptedException {
    Awaitility.await()
        .atMost(Duration.ofSeconds(5))
        .until(() -> semaphore.tryAcquire(PERMITS, Duration.ofSeconds(1)));
    semaphore.release(PERMITS);
    if (semaphore.availablePermits() != PERMITS) {
      throw new AssertionError(semaphore.toString());
    }
  }

  @Override
  public void close() {
    semaphore.close();
  }
}
