package dev.procession.internal.shm;

import dev.procession.internal.shm.PoolBoard.WorkerState;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;

/**
 * A pool as its {@link PoolBoard} showed it at one moment: a private copy, checked.
 *
 * <p>The figures belong together: they are read again until the sequence was even before and the
 * same after. The wait for that has three ways out: the pool is between two changes, which each
 * take a fraction of a microsecond; the pool is stopped in the middle of one, or so busy that it
 * never pauses, and the time is up: then each figure is right, but one may be older than another;
 * the memory is gone, which is an exception.
 *
 * @param id of the memory, equal in all processes
 * @param name what the pool is called
 * @param program what its program is called
 * @param creator the process that has the pool, as in {@link ProcessIds}
 * @param opened in milliseconds since 1970
 * @param settled whether the figures belong together
 * @param words the figures, by the constants of {@link PoolBoard}
 * @param workers those of the first that there is room for
 */
public record PoolSight(
    String id,
    String name,
    String program,
    long creator,
    long opened,
    boolean settled,
    List<Long> words,
    List<Row> workers) {
  private static final long LONGEST_NANOS = 20_000_000;
  private static final int SPINS = 200;

  /**
   * One worker.
   *
   * @param pid its process id
   * @param state what it is doing
   * @param sinceNanos for how long, at the least
   * @param items that it has reported
   * @param failed those of them that threw
   * @param busyNanos that it has spent on them
   */
  public record Row(
      long pid, WorkerState state, long sinceNanos, long items, long failed, long busyNanos) {}

  /** One of the figures. */
  public long figure(int number) {
    return words.get(number);
  }

  static PoolSight of(Segment segment) {
    long base = segment.dataOffset();
    require(segment.kind() == SegmentKind.BELL, "kind", segment.kind().ordinal());
    require(segment.dataSize() == PoolBoardLayout.SIZE, "data size", segment.dataSize());
    long magic = segment.getLong(base + PoolBoardLayout.MAGIC_OFFSET);
    require(magic == PoolBoardLayout.MAGIC, "magic", magic);
    int version = segment.getInt(base + PoolBoardLayout.VERSION_OFFSET);
    require(version == PoolBoardLayout.VERSION, "version", version);
    var copy = new long[(PoolBoardLayout.SIZE - PoolBoardLayout.SEQUENCE) / Long.BYTES];
    boolean settled = copy(segment, base, copy);
    return new PoolSight(
        segment.id(),
        segment.label(),
        segment.text(base + PoolBoardLayout.PROGRAM, PoolBoardLayout.PROGRAM_SIZE),
        segment.creator(),
        segment.getLong(base + PoolBoardLayout.OPENED),
        settled,
        figures(copy),
        rows(copy));
  }

  /** Copies the words; false if they may be of different moments. */
  private static boolean copy(Segment segment, long base, long[] copy) {
    long begin = System.nanoTime();
    for (int look = 0; ; look++) {
      long before = segment.getLong(base + PoolBoardLayout.SEQUENCE);
      copy(segment, base, copy, PoolBoardLayout.FIGURES, PoolBoardLayout.ROWS);
      for (int worker = 0; worker < PoolBoardLayout.ROOM; worker++) {
        int row = PoolBoardLayout.row(worker);
        copy(segment, base, copy, row, row + Long.BYTES);
        if (copy[(row - PoolBoardLayout.SEQUENCE) / Long.BYTES] != 0) {
          copy(segment, base, copy, row, row + PoolBoardLayout.ROW_SIZE);
        }
      }
      VarHandle.loadLoadFence();
      long after = segment.getLong(base + PoolBoardLayout.SEQUENCE);
      if (before == after && before % 2 == 0) {
        return true;
      }
      if (System.nanoTime() - begin > LONGEST_NANOS) {
        return false;
      }
      if (look < SPINS) {
        Thread.onSpinWait();
      } else {
        Thread.yield();
      }
    }
  }

  private static void copy(Segment segment, long base, long[] copy, int from, int to) {
    for (int offset = from; offset < to; offset += Long.BYTES) {
      copy[(offset - PoolBoardLayout.SEQUENCE) / Long.BYTES] = segment.getLong(base + offset);
    }
  }

  private static List<Long> figures(long[] copy) {
    List<Long> figures = new ArrayList<>(PoolBoard.FIGURES);
    for (int figure = 0; figure < PoolBoard.FIGURES; figure++) {
      long value = copy[(PoolBoardLayout.figure(figure) - PoolBoardLayout.SEQUENCE) / Long.BYTES];
      require(value >= 0, "figure " + figure, value);
      figures.add(value);
    }
    return List.copyOf(figures);
  }

  private static List<Row> rows(long[] copy) {
    List<Row> rows = new ArrayList<>();
    WorkerState[] states = WorkerState.values();
    long now = System.nanoTime();
    for (int worker = 0; worker < PoolBoardLayout.ROOM; worker++) {
      int at = (PoolBoardLayout.row(worker) - PoolBoardLayout.SEQUENCE) / Long.BYTES;
      long pid = copy[at + PoolBoardLayout.PID / Long.BYTES];
      if (pid == 0) {
        continue;
      }
      long state = copy[at + PoolBoardLayout.STATE / Long.BYTES];
      long items = copy[at + PoolBoardLayout.ITEMS / Long.BYTES];
      long failed = copy[at + PoolBoardLayout.FAILED / Long.BYTES];
      long busy = copy[at + PoolBoardLayout.BUSY / Long.BYTES];
      require(pid > 0 && pid <= Integer.MAX_VALUE, "pid", pid);
      require(state >= 0 && state < states.length, "state", state);
      require(items >= 0 && failed >= 0 && failed <= items, "items", items);
      require(busy >= 0, "busy", busy);
      // Another process may count its nanoseconds from another moment; then nothing is known.
      long since = Math.max(0, now - copy[at + PoolBoardLayout.SINCE / Long.BYTES]);
      rows.add(new Row(pid, states[(int) state], since, items, failed, busy));
    }
    return List.copyOf(rows);
  }

  private static void require(boolean good, String what, long value) {
    if (!good) {
      throw new DamagedSegmentException("board of a pool: " + what + "=" + value);
    }
  }
}
