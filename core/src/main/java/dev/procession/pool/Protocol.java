package dev.procession.pool;

/**
 * The messages between a pool and its workers. A worker is told what to do through shared memory,
 * in order, and interrupted on its control socket, out of turn.
 */
final class Protocol {
  // ---- to the worker, data ----------------------------------------------------------------------

  /** First message, but for {@link #CLASSES}. Loader (4), value: the initializer, or null. */
  static final int INITIALIZE = 1;

  /**
   * Number (4), loader (4), value: a function that chunks will name. It is rebuilt by the first
   * item that uses it.
   */
  static final int FUNCTION = 2;

  /** Number (4): the function will not be named again. */
  static final int FORGET = 3;

  /** Chunk (4), lane (4), function (4), loader (4), flags (4), items. */
  static final int CHUNK = 4;

  /** No more messages: end. */
  static final int STOP = 5;

  /**
   * Offer: where to ask for classes; comes before the first message that names a foreign loader.
   */
  static final int CLASSES = 6;

  /**
   * Idle (1): large results have been taken over, or, if it is 1, none are expected, nor large
   * arguments: let go of what was kept for them. Also wakes a worker that may end only when its
   * results are safe.
   */
  static final int TIDY = 7;

  // ---- from the worker, data --------------------------------------------------------------------

  /** The initializer has succeeded. */
  static final int READY = 1;

  /** Error: the initializer has failed. */
  static final int INITIALIZER_FAILED = 2;

  /**
   * Chunk (4), lane (4), first item (4), nanoseconds (8), how many failed (4), places of large
   * results, items.
   */
  static final int RESULTS = 3;

  // ---- to the worker, control -------------------------------------------------------------------

  /** Interrupt an item, if it is the one that runs. */
  static final int INTERRUPT = 1;

  /** Send the results that wait for company. */
  static final int FLUSH = 2;

  // ---- details ----------------------------------------------------------------------------------

  /** The function that calls its argument: how single tasks travel. */
  static final int CALL_ITEM = 0;

  /** What messages to users call what {@link #INITIALIZE} brings. */
  static final String INITIALIZER = "the initializer";

  /** A flag of a chunk: note when each item begins, since there is a limit. */
  static final int TIMED = 1;

  /** A flag of a chunk: somebody may wait for each of the items, so results do not wait long. */
  static final int SINGLE = 2;

  private Protocol() {}
}
