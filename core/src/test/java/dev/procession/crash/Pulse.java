package dev.procession.crash;

import dev.procession.crash.Board.Note;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Finds out for how long a process stands still because the machine is busy with others: a thread
 * that has nothing to do but to wake up in time, and notes by how much it was late.
 */
final class Pulse implements Runnable {
  private static final long BEAT = TimeUnit.MILLISECONDS.toNanos(10);

  /** Lateness that a machine has which is not too busy. */
  private static final long USUAL = TimeUnit.MILLISECONDS.toNanos(1);

  private final List<Board> boards;
  private final int place;
  private volatile boolean stopped;

  private Pulse(List<Board> boards, int place) {
    this.boards = boards;
    this.place = place;
  }

  /** Begins to note the lateness of this process at its place on each board. */
  static Pulse start(List<Board> boards, int place) {
    var pulse = new Pulse(boards, place);
    Thread.ofPlatform().daemon().name("pulse").start(pulse);
    return pulse;
  }

  /** Has it end soon; boards may be closed from then on. */
  synchronized void stop() {
    stopped = true;
  }

  @Override
  public void run() {
    long due = System.nanoTime();
    while (!stopped) {
      due += BEAT;
      for (long left = BEAT; left > 0; left = due - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
      long late = System.nanoTime() - due;
      if (late > USUAL) {
        note(late);
        due += late;
      }
    }
  }

  private synchronized void note(long late) {
    if (!stopped) {
      for (Board board : boards) {
        board.set(place, Note.STALLED, board.get(place, Note.STALLED) + late);
      }
    }
  }
}
