package dev.procession.server;

/**
 * The numbers that a worker and its supervisor share, by their index:
 *
 * <pre>
 *  0 STATE      ordinal of WorkerState            written by the worker
 *  1 BEAT       goes up with each sign of life    written by the worker
 *  2 ACCEPTED   connections accepted              written by the worker
 *  3 COMPLETED  handlers returned                 written by the worker
 *  4 FAILED     handlers that threw or were ended written by the worker
 *  5 STUCK      1 if a handler does not end       written by the worker
 *  6 WISH       1 if it wants to be replaced      written by the worker
 *  7 MEMORY     resident bytes                    written by the worker
 *  8 TEXT       bytes of its last words           written by the worker, after the text
 *  9 DRAIN      1 to accept what waits first      written by the supervisor, before the stop event
 * </pre>
 *
 * Each is read by the other side at any time. ACCEPTED goes up before one of COMPLETED and FAILED
 * does, so who reads those first never sees more connections ended than begun.
 */
final class BoardLayout {
  static final int STATE = 0;
  static final int BEAT = 1;
  static final int ACCEPTED = 2;
  static final int COMPLETED = 3;
  static final int FAILED = 4;
  static final int STUCK = 5;
  static final int WISH = 6;
  static final int MEMORY = 7;
  static final int TEXT = 8;
  static final int DRAIN = 9;
  static final int NUMBERS = 10;

  /** Room for the last words. */
  static final int TEXT_BYTES = 4096;

  private BoardLayout() {}
}
