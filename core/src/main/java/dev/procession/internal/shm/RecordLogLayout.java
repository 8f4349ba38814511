package dev.procession.internal.shm;

/**
 * The words of a {@link RecordLog}, the table of its blocks, and how records lie in a block.
 *
 * <pre>
 *   256  put lock (64)        320  get lock (64)      see {@link RobustLock}
 *   384  line of the puts (64)                        see below; with the put lock
 *   448  line of the takes (64)                       with the get lock
 *   512  ITEMS gate (64)      576  ROOM gate (64)     where takers and putters sleep, see
 *                             640  DONE gate (64)     {@link LogGate}; and who waits for the end
 *   704  state (4)            with the put lock, upwards only: open, draining, dropped
 *   708  blocks (4)           with the put lock, upwards only: so many of the table are used
 *   712  produced (4)         anyone, by addition: how often somebody has become a producer
 *   716  leases ever (4)      with the get lock, upwards only: the rest of that table is empty
 *   720  capacity (8)         the creator: the most records at a time; 0 for any number
 *   728  most bytes (8)       the creator: the most bytes at a time; 0 for any number
 *   736  consumed (4)         anyone, by addition: how often somebody has become a consumer
 *   740  0 (28)
 *   768  table of blocks (512 x 32)
 *            0  offset in the file (8)   8  size (8)   the put lock, before it raises blocks; fixed
 *           16  sequence (8)   with the put lock: the block is the one that follows those with less
 *           24  hole (8)       with the put lock: 1 from before its memory goes until it is back
 *  17152  table of leases (1024 x 32), only of a leased log; see {@link LeaseTable}
 *   then  parties; mark: see {@link LogParties}
 *   then  data: the first two blocks. Further ones lie behind the end of what the header speaks of.
 *
 *   a line, 64 bytes: one truth by one store
 *     0  turn (8)             raised by one, with release, as the last step of each commit
 *     8  slot of even turns: records ever (8), their bytes ever (8), place (8)
 *    32  slot of odd turns
 *   A commit writes the slot that is not valid, then the turn. Who reads without the lock reads the
 *   turn, the slot and the turn again.
 *
 *   a place: number of the block (16 bits), offset in it (48 bits)
 *
 *   a record: header (8), bytes, zeros up to a multiple of 8
 *   its header: format (8 bits), 0 (8 bits), length of the bytes (48 bits)
 *     format 0x80 and up   no bytes follow; the lower 32 bits are all there is
 *     format 0x7F          no record: the log goes on in the block whose number stands for the
 *                          length, from its beginning
 *     format 0             not written by anyone
 * </pre>
 */
final class RecordLogLayout {
  static final int PUT_LOCK = SegmentPlan.WORDS;
  static final int GET_LOCK = PUT_LOCK + LockLayout.SIZE;
  static final int PUTS = GET_LOCK + LockLayout.SIZE;
  static final int TAKES = PUTS + 64;
  static final int ITEMS = TAKES + 64;
  static final int ROOM = ITEMS + 64;
  static final int DONE = ROOM + 64;
  static final int STATE = DONE + 64;
  static final int BLOCKS = STATE + 4;
  static final int PRODUCED = BLOCKS + 4;
  static final int LEASES_EVER = PRODUCED + 4;
  static final int CAPACITY = LEASES_EVER + 4;
  static final int MOST_BYTES = CAPACITY + 8;
  static final int CONSUMED = MOST_BYTES + 8;
  static final int BLOCK_TABLE = STATE + 64;

  static final int BLOCK_OFFSET = 0;
  static final int BLOCK_SIZE = 8;
  static final int BLOCK_SEQUENCE = 16;
  static final int BLOCK_HOLE = 24;
  static final int BLOCK_ENTRY = 32;
  static final int MOST_BLOCKS = 512;

  static final int LEASE_TABLE = BLOCK_TABLE + MOST_BLOCKS * BLOCK_ENTRY;
  static final int LEASE_OWNER = 0;
  static final int LEASE_INDEX = 8;
  static final int LEASE_PLACE = 16;
  static final int LEASE_DELIVERIES = 24;
  static final int LEASE_ENTRY = 32;
  static final int MOST_LEASES = 1024;

  static final int TURN = 0;
  static final int SLOT = 8;
  static final int SLOT_SIZE = 24;
  static final int SLOT_COUNT = 0;
  static final int SLOT_BYTES = 8;
  static final int SLOT_PLACE = 16;

  static final int OPEN = 0;
  static final int DRAINING = 1;
  static final int DROPPED = 2;

  /** Option: a log that is over when nobody is left who puts. */
  static final int ENDS_WITH_PRODUCERS = 1;

  /** Option: it is counted who has taken what and not said that it is done. */
  static final int JOINABLE = 2;

  /** Option: what is taken stays until that is complete. */
  static final int LEASED = 4;

  /** Option: nothing more can be put when nobody is left who takes. */
  static final int ENDS_WITH_CONSUMERS = 8;

  /** The first two blocks, so small that they stay in a processor's cache. */
  static final int SMALL_BLOCK = 1 << 16;

  static final int SMALL_BLOCKS = 2;

  static final int HEADER = 8;
  static final int WORD_FORMATS = 0x80;
  static final int JUMP = 0x7F;

  private static final int FORMAT_SHIFT = 56;
  private static final int PLACE_SHIFT = 48;
  private static final long LOWER = (1L << PLACE_SHIFT) - 1;

  private RecordLogLayout() {}

  static long header(int format, long length) {
    return (long) format << FORMAT_SHIFT | length;
  }

  static int format(long header) {
    return (int) (header >>> FORMAT_SHIFT);
  }

  static long length(long header) {
    return header & LOWER;
  }

  /** What a record takes of its block. */
  static long room(long length) {
    return HEADER + (length + 7 & -8L);
  }

  static long place(int block, long offset) {
    return (long) block << PLACE_SHIFT | offset;
  }

  static int block(long place) {
    return (int) (place >>> PLACE_SHIFT);
  }

  static long offset(long place) {
    return place & LOWER;
  }

  static long blockEntry(int block) {
    return BLOCK_TABLE + (long) block * BLOCK_ENTRY;
  }

  static long leaseEntry(int lease) {
    return LEASE_TABLE + (long) lease * LEASE_ENTRY;
  }

  static int wordsSize(int options) {
    int leases = (options & LEASED) == 0 ? 0 : MOST_LEASES * LEASE_ENTRY;
    return LEASE_TABLE + leases - SegmentPlan.WORDS;
  }

  static int[] gates() {
    return new int[] {RobustLock.gate(PUT_LOCK), RobustLock.gate(GET_LOCK), ITEMS, ROOM, DONE};
  }
}
