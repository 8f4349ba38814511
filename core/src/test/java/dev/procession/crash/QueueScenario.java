package dev.procession.crash;

import dev.procession.channel.JoinableQueue;
import dev.procession.channel.Lease;
import dev.procession.channel.SharedQueue;
import dev.procession.crash.Board.Note;
import java.time.Duration;
import java.util.Arrays;

/**
 * One puts, one takes, the others do both in bursts: into a queue for a few items, so that they
 * sleep at either end.
 *
 * <p>All that is put and taken is counted. A process that is killed leaves a doubt: it may have put
 * or taken one item that it has not counted.
 */
record QueueScenario(SharedQueue<byte[]> queue, Kind kind) implements Scenario {
  private static final int CAPACITY = 4;
  private static final int BURST = 10;
  private static final int LARGE = 100_000;
  private static final int SMALL = 300;
  private static final int PUTTER = 0;
  private static final int TAKER = 1;
  private static final Duration PATIENCE = Duration.ofMillis(200);

  // Numbers on the board for all.
  private static final int NUMBER = 0;
  private static final int PUT = 1;
  private static final int TAKEN = 2;
  private static final int DOUBTS = 3;

  /** How items are taken. */
  enum Kind {
    PLAIN,
    LEASED,
    JOINABLE
  }

  static QueueScenario of(Kind kind) {
    SharedQueue<byte[]> queue =
        kind == Kind.JOINABLE
            ? JoinableQueue.create(CAPACITY)
            : SharedQueue.create(c -> c.capacity(CAPACITY).leased(kind == Kind.LEASED));
    return new QueueScenario(queue, kind);
  }

  @Override
  public void turn(Board board, int place) throws InterruptedException {
    for (int i = 0; i < BURST && place != TAKER; i++) {
      put(board, place);
    }
    for (int i = 0; i < BURST && place != PUTTER; i++) {
      take(board, place);
    }
  }

  private void put(Board board, int place) throws InterruptedException {
    long number = board.add(NUMBER, 1);
    byte[] item = new byte[number % 64 == 0 ? LARGE : (int) (number % SMALL) + 1];
    Arrays.fill(item, (byte) number);
    long start = System.nanoTime();
    boolean working = areBothWorking(board);
    board.add(DOUBTS, 1);
    boolean put = false;
    while (!put && !board.isStopped()) {
      put = queue.offer(item, PATIENCE);
    }
    if (put) {
      board.add(PUT, 1);
      noteWait(board, place, working, start);
    }
    board.add(DOUBTS, -1);
  }

  private void take(Board board, int place) throws InterruptedException {
    long start = System.nanoTime();
    boolean working = areBothWorking(board);
    board.add(DOUBTS, 1);
    byte[] item = null;
    while (item == null && !board.isStopped()) {
      item = kind == Kind.LEASED ? lease() : queue.poll(PATIENCE);
    }
    if (item != null) {
      board.add(TAKEN, 1);
      noteWait(board, place, working, start);
      if (queue instanceof JoinableQueue<byte[]> joinable) {
        joinable.taskDone();
      }
      for (byte b : item) {
        if (b != item[0]) {
          throw new IllegalStateException("torn: length=" + item.length);
        }
      }
    }
    board.add(DOUBTS, -1);
  }

  /** Who is up first waits for the other one to start, which has nothing to do with the dead. */
  private static boolean areBothWorking(Board board) {
    return board.get(PUTTER, Note.PROGRESS) > 0 && board.get(TAKER, Note.PROGRESS) > 0;
  }

  private static void noteWait(Board board, int place, boolean working, long start) {
    if (working) {
      board.waited(place, start);
    }
  }

  private byte[] lease() throws InterruptedException {
    Lease<byte[]> lease = queue.lease(PATIENCE);
    if (lease == null) {
      return null;
    }
    lease.complete();
    return lease.item();
  }

  @Override
  public void check(Board board) throws InterruptedException {
    long left = queue.size();
    long difference = board.get(PUT) - board.get(TAKEN) - left;
    if (Math.abs(difference) > board.get(DOUBTS)) {
      throw new AssertionError(
          "%s: put=%s, taken=%s, left=%s, doubts=%s"
              .formatted(kind, board.get(PUT), board.get(TAKEN), left, board.get(DOUBTS)));
    }
    if (queue instanceof JoinableQueue<byte[]> joinable) {
      joinable.clear();
      if (!joinable.join(Duration.ofSeconds(5))) {
        throw new AssertionError("unfinished=" + joinable.unfinished());
      }
    }
  }

  @Override
  public void close() {
    queue.close();
  }
}
