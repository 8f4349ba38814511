package dev.procession.crash;

import static dev.procession.crash.Board.Note.OWN;

import dev.procession.sync.SharedReentrantLock;

/** As {@link LockScenario}, with a lock that is taken twice. */
record ReentrantScenario(SharedReentrantLock lock) implements Scenario {
  private static final int SUM = 0;

  ReentrantScenario() {
    this(SharedReentrantLock.create());
  }

  @Override
  public void turn(Board board, int place) {
    long start = board.clock();
    lock.lock();
    board.waited(place, start);
    if (lock.recovered()) {
      board.set(SUM, board.sum(OWN));
    }
    lock.lock();
    board.linger(place);
    board.set(place, OWN, board.get(place, OWN) + 1);
    lock.unlock();
    board.set(SUM, board.get(SUM) + 1);
    lock.unlock();
  }

  @Override
  public void check(Board board) {
    lock.lock();
    if (!lock.recovered() && board.get(SUM) != board.sum(OWN)) {
      throw new AssertionError("sum=" + board.get(SUM) + ", parts=" + board.sum(OWN));
    }
    lock.unlock();
  }

  @Override
  public void close() {
    lock.close();
  }
}
