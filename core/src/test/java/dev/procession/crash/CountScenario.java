package dev.procession.crash;

import static dev.procession.crash.Board.Note.INSIDE;
import static dev.procession.crash.Board.Note.OWN;

import dev.procession.memory.SharedLong;
import dev.procession.sync.SharedLatch;

/**
 * A latch is counted down and a counter up: by as much as has been begun, or, for each process that
 * was killed in between, one less.
 */
record CountScenario(SharedLatch latch, SharedLong counter) implements Scenario {
  private static final int START = Integer.MAX_VALUE;

  CountScenario() {
    this(SharedLatch.create(START), SharedLong.create(0));
  }

  @Override
  public void turn(Board board, int place) {
    board.set(place, OWN, board.get(place, OWN) + 1);
    latch.countDown();
    counter.incrementAndGet();
    board.set(place, INSIDE, board.get(place, INSIDE) + 1);
  }

  @Override
  public void check(Board board) {
    long counted = (long) START - latch.count();
    long begun = board.sum(OWN);
    long done = board.sum(INSIDE);
    boolean right = done <= counter.get() && counter.get() <= counted && counted <= begun;
    if (!right) {
      throw new AssertionError(
          "done=" + done + ", counter=" + counter + ", latch=" + counted + ", begun=" + begun);
    }
  }

  @Override
  public void close() {
    latch.close();
    counter.close();
  }
}
