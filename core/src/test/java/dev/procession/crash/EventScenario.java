package dev.procession.crash;

import dev.procession.sync.SharedEvent;
import java.time.Duration;

/**
 * The process at place 0 sets an event over and over, the one at place 1 waits for it and clears
 * it, the others do now this, now that.
 */
record EventScenario(SharedEvent event) implements Scenario {
  private static final Duration AT_MOST = Duration.ofSeconds(3);

  EventScenario() {
    this(SharedEvent.create());
  }

  @Override
  public void turn(Board board, int place) throws InterruptedException {
    boolean setter = place == 0 || place > 1 && board.get(place, Board.Note.PROGRESS) % 2 == 0;
    if (setter) {
      event.set();
      return;
    }
    long start = board.clock();
    boolean set = event.await(AT_MOST);
    if (board.isStopped()) {
      return;
    }
    board.waited(place, start);
    if (!set) {
      throw new IllegalStateException("nobody has set the event");
    }
    event.clear();
  }

  @Override
  public void check(Board board) {
    event.set();
    if (!event.isSet()) {
      throw new AssertionError(event.toString());
    }
  }

  @Override
  public void close() {
    event.close();
  }
}
