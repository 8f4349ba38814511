package dev.procession.internal.shm;

/**
 * The bytes of a {@linkplain PoolBoard pool's board}: the data of its bell, in the byte order of
 * the machine.
 *
 * <pre>
 *     0  magic (8)          the pool, before anyone can attach
 *     8  version (4)        12  room for so many workers (4); likewise
 *    16  opened (8)         milliseconds since 1970; likewise
 *    24  program (64)       UTF-8, filled up with zeros: main class, or name of the child; likewise
 *   128  sequence (8)       the pool: odd while it changes what follows
 *   136  figures (8 each)   the pool. How many of what, see the constants
 *   320  workers (64 each)  the pool: one row for each of the first 64 numbers
 *          0  pid (8)       0 while nobody has the number
 *          8  state (8)     STARTING … LEAVING
 *         16  since (8)     when it was heard of last, in the time of {@link System#nanoTime()}
 *         24  items (8)     that it has reported
 *         32  failed (8)    those of them that threw
 *         40  busy (8)      nanoseconds that it has spent on them
 *         48  0 (16)
 * </pre>
 *
 * The pool alone writes, one thread of it at a time ({@code PoolLoop.turn}), and never reads.
 * Anyone may read, see {@link PoolSight}.
 */
final class PoolBoardLayout {
  /** "PROCPOOL" read as one number. */
  static final long MAGIC = 0x50524F43504F4F4CL;

  static final int VERSION = 1;

  static final int MAGIC_OFFSET = 0;
  static final int VERSION_OFFSET = 8;
  static final int ROOM_OFFSET = 12;
  static final int OPENED = 16;
  static final int PROGRAM = 24;
  static final int PROGRAM_SIZE = 64;
  static final int SEQUENCE = 128;

  static final int FIGURES = SEQUENCE + Long.BYTES;
  static final int MOST_FIGURES = 23;

  static final int ROWS = FIGURES + MOST_FIGURES * Long.BYTES;
  static final int ROW_SIZE = 64;
  static final int ROOM = 64;

  static final int PID = 0;
  static final int STATE = 8;
  static final int SINCE = 16;
  static final int ITEMS = 24;
  static final int FAILED = 32;
  static final int BUSY = 40;

  static final int SIZE = ROWS + ROOM * ROW_SIZE;

  private PoolBoardLayout() {}

  /** Where a figure is. */
  static int figure(int number) {
    return FIGURES + number * Long.BYTES;
  }

  /** Where a worker's row begins. */
  static int row(int worker) {
    return ROWS + worker * ROW_SIZE;
  }
}
