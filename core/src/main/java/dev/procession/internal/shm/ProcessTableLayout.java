package dev.procession.internal.shm;

/**
 * The bytes of a {@linkplain ProcessTable process table}, in the byte order of the machine.
 *
 * <pre>
 *   header, one line of 128 bytes
 *     0  magic (8)
 *     8  version (4)   12  number of slots (4)
 *
 *   slot i, 128 bytes at 128 * (i + 1), so that no two processes write the same pair of cache lines
 *     0  pid (8)            child, once, before its hello; 0 while free. Read by the parent.
 *     8  item began (8)     child, before it claims an item: nanoTime. Read by the parent.
 *    16  claim, lane 0 (8)  parent sets it while the lane is free; then both by compare-and-set
 *    24  claim, lane 1 (8)  likewise
 *    32  done, lane 0 (8)   child, after each item; parent resets it while the lane is free
 *    40  done, lane 1 (8)   likewise
 * </pre>
 *
 * {@link ItemClaims} explains the last four.
 */
final class ProcessTableLayout {
  /** "PROCTABL" read as one number. */
  static final long MAGIC = 0x50524F435441424CL;

  static final int VERSION = 1;

  static final int MAGIC_OFFSET = 0;
  static final int VERSION_OFFSET = 8;
  static final int SLOT_COUNT_OFFSET = 12;

  static final int SLOT_SIZE = 128;
  static final int SLOT_COUNT = 8192;

  static final int PID = 0;
  static final int ITEM_BEGAN = 8;
  static final int CLAIM = 16;
  static final int DONE = 32;
  static final int LANE_STRIDE = 8;
  static final int LANES = 2;

  static final int SIZE = SLOT_SIZE * (SLOT_COUNT + 1);

  private ProcessTableLayout() {}

  /** Where a slot begins. */
  static int slotOffset(int slot) {
    return SLOT_SIZE * (slot + 1);
  }
}
