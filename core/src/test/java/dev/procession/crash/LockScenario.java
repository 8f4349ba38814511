package dev.procession.crash;

import static dev.procession.crash.Board.Note.OWN;

import dev.procession.sync.SharedLock;

/**
 * A sum that is kept twice, in two steps, under a lock. Who gets the lock from a dead process adds
 * up again.
 */
record LockScenario(SharedLock lock) implements Scenario {
  private static final int SUM = 0;
  private static final int INSIDE = 1;

  @Override
  public void turn(Board board, int place) {
    long start = board.clock();
    lock.lock();
    board.waited(place, start);
    boolean recovered = lock.recovered();
    if (board.getAndSet(INSIDE, 1) != 0 && !recovered) {
      throw new IllegalStateException("two processes hold the lock: " + lock);
    }
    if (recovered) {
      board.set(SUM, board.sum(OWN));
    }
    board.linger(place);
    board.set(place, OWN, board.get(place, OWN) + 1);
    board.set(SUM, board.get(SUM) + 1);
    board.set(INSIDE, 0);
    lock.unlock();
  }

  @Override
  public void check(Board board) {
    lock.lock();
    if (lock.recovered()) {
      board.set(SUM, board.sum(OWN));
    }
    lock.unlock();
    if (board.get(SUM) != board.sum(OWN)) {
      throw new AssertionError("sum=" + board.get(SUM) + ", parts=" + board.sum(OWN));
    }
  }

  @Override
  public void close() {
    lock.close();
  }
}
