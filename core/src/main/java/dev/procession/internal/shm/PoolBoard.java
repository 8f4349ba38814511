package dev.procession.internal.shm;

import java.lang.invoke.VarHandle;

/**
 * Where a pool says how it is doing, in the memory of its {@link Bell}: whoever looks, in this
 * process or another, reads it there and disturbs nobody.
 *
 * <p>Changes that belong together are made between {@link #begin} and {@link #end}; they cost a
 * plain store for each word and two for the sequence lock. Nothing is ever read here: what a worker
 * has scribbled into the memory does not get into the pool's books, of which there is a private
 * copy.
 *
 * <p>Used by one thread at a time, the one that has the pool's turn.
 */
public final class PoolBoard {
  /** Items given to the pool. */
  public static final int SUBMITTED = 0;

  /** Items that have returned a value. */
  public static final int DONE = 1;

  /** Items that threw, or whose result could not be brought back. */
  public static final int THREW = 2;

  /** Items whose worker died. */
  public static final int DIED = 3;

  /** Items that were over their limit of time or memory. */
  public static final int OVER_LIMIT = 4;

  /** Items that nobody wanted any more. */
  public static final int CANCELLED = 5;

  /** Times that an item was to run again after it had failed. */
  public static final int RETRIED = 6;

  /** Nanoseconds that workers have spent on items. */
  public static final int BUSY_NANOS = 7;

  /** Workers that there are to be at most. */
  public static final int WORKERS_WANTED = 8;

  /** Workers that are not ready yet. */
  public static final int WORKERS_STARTING = 9;

  /** Workers that have been ready and have not ended. */
  public static final int WORKERS_UP = 10;

  /** Workers that hold items. */
  public static final int WORKERS_BUSY = 11;

  /** Workers ever started. */
  public static final int WORKERS_STARTED = 12;

  /** Workers that ended though nobody had told them to. */
  public static final int WORKERS_DIED = 13;

  /** Workers that the pool has killed. */
  public static final int WORKERS_KILLED = 14;

  /** Workers that have run as many items as they were to. */
  public static final int WORKERS_RECYCLED = 15;

  static final int FIGURES = 16;

  private final Segment segment;
  private final long base;

  /** All that is on the board, from the sequence on. */
  private final long[] words =
      new long[(PoolBoardLayout.SIZE - PoolBoardLayout.SEQUENCE) / Long.BYTES];

  private boolean open = true;

  PoolBoard(Segment segment) {
    this.segment = segment;
    this.base = segment.dataOffset();
  }

  /** What a worker is doing. The order is part of the layout. */
  public enum WorkerState {
    /** Its process has been started, or it runs the initializer. */
    STARTING,
    /** It has nothing to do. */
    IDLE,
    /** It has items. */
    BUSY,
    /** It has been told to end, and may still have items. */
    LEAVING
  }

  /** Says whose board it is, before anyone else knows of it. */
  public void dedicate(String program) {
    segment.setInt(base + PoolBoardLayout.VERSION_OFFSET, PoolBoardLayout.VERSION);
    segment.setInt(base + PoolBoardLayout.ROOM_OFFSET, PoolBoardLayout.ROOM);
    segment.setLong(base + PoolBoardLayout.OPENED, System.currentTimeMillis());
    segment.text(base + PoolBoardLayout.PROGRAM, PoolBoardLayout.PROGRAM_SIZE, program);
    segment.setLong(base + PoolBoardLayout.MAGIC_OFFSET, PoolBoardLayout.MAGIC);
  }

  /** Begins a change. */
  public void begin() {
    if (open) {
      put(PoolBoardLayout.SEQUENCE, words[0] + 1);
      VarHandle.storeStoreFence();
    }
  }

  /** Ends a change: now it is to be seen. */
  public void end() {
    if (open) {
      words[0]++;
      segment.setLong(base + PoolBoardLayout.SEQUENCE, words[0]);
    }
  }

  /** Changes a figure. */
  public void add(int figure, long delta) {
    int offset = PoolBoardLayout.figure(figure);
    put(offset, noted(offset) + delta);
  }

  /** Sets a figure. */
  public void set(int figure, long value) {
    put(PoolBoardLayout.figure(figure), value);
  }

  /** Somebody has a number, and is heard of for the first time. */
  public void enter(int worker, long pid, long now) {
    if (hasRow(worker)) {
      int row = PoolBoardLayout.row(worker);
      put(row + PoolBoardLayout.STATE, WorkerState.STARTING.ordinal());
      put(row + PoolBoardLayout.ITEMS, 0);
      put(row + PoolBoardLayout.FAILED, 0);
      put(row + PoolBoardLayout.BUSY, 0);
      put(row + PoolBoardLayout.SINCE, now);
      put(row + PoolBoardLayout.PID, pid);
    }
  }

  /** A worker does something else now. */
  public void state(int worker, WorkerState state) {
    if (hasRow(worker)) {
      put(PoolBoardLayout.row(worker) + PoolBoardLayout.STATE, state.ordinal());
    }
  }

  /** A worker was heard of, or given something when it had nothing. */
  public void since(int worker, long now) {
    if (hasRow(worker)) {
      put(PoolBoardLayout.row(worker) + PoolBoardLayout.SINCE, now);
    }
  }

  /** A worker has reported items. */
  public void report(int worker, int items, int failed, long nanos) {
    if (hasRow(worker)) {
      int row = PoolBoardLayout.row(worker);
      put(row + PoolBoardLayout.ITEMS, noted(row + PoolBoardLayout.ITEMS) + items);
      put(row + PoolBoardLayout.FAILED, noted(row + PoolBoardLayout.FAILED) + failed);
      put(row + PoolBoardLayout.BUSY, noted(row + PoolBoardLayout.BUSY) + nanos);
    }
  }

  /** Nobody has a number any more. */
  public void leave(int worker) {
    if (hasRow(worker)) {
      put(PoolBoardLayout.row(worker) + PoolBoardLayout.PID, 0);
    }
  }

  /** Writes everything anew, in case that somebody else has written here. */
  public void rewrite() {
    begin();
    for (int word = 1; word < words.length; word++) {
      put(PoolBoardLayout.SEQUENCE + word * Long.BYTES, words[word]);
    }
    end();
  }

  /**
   * What is on the board, for other threads of this process too.
   *
   * @throws DamagedSegmentException if it cannot be
   * @throws IllegalStateException if the bell is closed
   */
  public PoolSight look() {
    return PoolSight.of(segment);
  }

  /** Writes nothing any more: the memory is about to go. */
  public void close() {
    open = false;
  }

  private static boolean hasRow(int worker) {
    return worker < PoolBoardLayout.ROOM;
  }

  private long noted(int offset) {
    return words[(offset - PoolBoardLayout.SEQUENCE) / Long.BYTES];
  }

  private void put(int offset, long value) {
    words[(offset - PoolBoardLayout.SEQUENCE) / Long.BYTES] = value;
    if (open) {
      segment.setPlainLong(base + offset, value);
    }
  }
}
