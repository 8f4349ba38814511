package dev.procession.crash;

import dev.procession.sync.SharedCondition;
import dev.procession.sync.SharedLock;
import java.time.Duration;

/** Tokens that some put down and some take away; who finds none waits for one. */
record ConditionScenario(SharedLock lock, SharedCondition changed) implements Scenario {
  private static final int TOKENS = 0;
  private static final int MOST = 5;
  private static final Duration AT_MOST = Duration.ofSeconds(3);

  static ConditionScenario create() {
    SharedLock lock = SharedLock.create();
    return new ConditionScenario(lock, lock.newCondition());
  }

  @Override
  public void turn(Board board, int place) throws InterruptedException {
    boolean puts = place == 0 || place > 1 && board.get(place, Board.Note.PROGRESS) % 2 == 0;
    lock.lock();
    try {
      if (puts) {
        board.set(TOKENS, Math.min(MOST, board.get(TOKENS) + 1));
        changed.signal();
        return;
      }
      long start = board.clock();
      while (board.get(TOKENS) == 0 && !board.isStopped()) {
        if (!changed.await(AT_MOST) && !board.isStopped()) {
          throw new IllegalStateException("no token: tokens=" + board.get(TOKENS));
        }
      }
      if (!board.isStopped()) {
        board.waited(place, start);
        board.set(TOKENS, board.get(TOKENS) - 1);
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void check(Board board) {
    if (board.get(TOKENS) < 0 || board.get(TOKENS) > MOST) {
      throw new AssertionError("tokens=" + board.get(TOKENS));
    }
  }

  @Override
  public void close() {
    changed.close();
    lock.close();
  }
}
