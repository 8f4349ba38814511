package dev.procession.internal.shm;

/**
 * Where things are in a {@link Link}. Each word is written by one side only, but for the gate; each
 * line of 64 bytes has one writer.
 *
 * <pre>
 *   words, from {@link SegmentPlan#WORDS} on
 *     0  worker gate (4)         the worker sleeps here, see {@link LogGate}
 *     4  wants room (4)          parent: 1 when it waits for room in the ring to the worker;
 *                                worker: 0 when it has told so
 *    64  to worker: tail (8)     parent: bytes ever put
 *   128  to worker: head (8)     worker: bytes ever taken
 *   192  to parent: tail (8)     worker: bytes ever put
 *   256  to parent: head (8)     parent: bytes ever taken
 *   data
 *     0  ring to the worker      a power of two
 *     …  ring to the parent      the same
 * </pre>
 */
final class LinkLayout {
  private static final int LINE = 64;

  static final int WORKER_GATE = SegmentPlan.WORDS;
  static final int WANTS_ROOM = WORKER_GATE + Integer.BYTES;
  static final int TO_WORKER_TAIL = WORKER_GATE + LINE;
  static final int TO_WORKER_HEAD = TO_WORKER_TAIL + LINE;
  static final int TO_PARENT_TAIL = TO_WORKER_HEAD + LINE;
  static final int TO_PARENT_HEAD = TO_PARENT_TAIL + LINE;
  static final int WORDS_SIZE = TO_PARENT_HEAD + LINE - SegmentPlan.WORDS;

  /**
   * A power of two; twice what a worker collects before it sends. All of it is taken from the
   * machine at once, and filled with zeros. What is larger goes through in pieces, or as a parcel.
   */
  static final int RING_SIZE = 1 << 18;

  private LinkLayout() {}
}
