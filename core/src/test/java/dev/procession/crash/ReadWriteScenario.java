package dev.procession.crash;

import dev.procession.sync.SharedReadWriteLock;

/** Two numbers that are always the same for those who read, unless a writer died between them. */
record ReadWriteScenario(SharedReadWriteLock lock) implements Scenario {
  private static final int FIRST = 0;
  private static final int SECOND = 1;
  private static final int READS_PER_WRITE = 4;

  @Override
  public void turn(Board board, int place) {
    long start = board.clock();
    if (board.get(place, Board.Note.PROGRESS) % READS_PER_WRITE == place % READS_PER_WRITE) {
      lock.writeLock().lock();
      board.waited(place, start);
      try {
        check(board, lock.recovered());
        board.linger(place);
        long next = board.get(SECOND) + 1;
        board.set(FIRST, next);
        board.set(SECOND, next);
      } finally {
        lock.writeLock().unlock();
      }
    } else {
      lock.readLock().lock();
      board.waited(place, start);
      try {
        board.linger(place);
        check(board, lock.recovered());
      } finally {
        lock.readLock().unlock();
      }
    }
  }

  private void check(Board board, boolean recovered) {
    long first = board.get(FIRST);
    long second = board.get(SECOND);
    if (first != second && !recovered) {
      throw new IllegalStateException("first=" + first + ", second=" + second + ": " + lock);
    }
  }

  @Override
  public void check(Board board) {
    lock.writeLock().lock();
    check(board, lock.recovered());
    lock.writeLock().unlock();
  }

  @Override
  public void close() {
    lock.close();
  }
}
