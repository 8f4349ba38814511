package dev.procession.crash;

/** Where on its way an item goes wrong. */
enum Where {
  /** In the caller, while the argument is written. */
  ENCODE_ARGUMENT(true),
  /** In the worker, while the argument is read. */
  DECODE_ARGUMENT(false),
  /** In the worker, in the function. */
  RUN(false),
  /** In the worker, while the result is written. */
  ENCODE_RESULT(false),
  /** In the caller, while the result is read. */
  DECODE_RESULT(true),
  /** Nowhere: a neighbour, which must not be harmed. */
  NOWHERE(true);

  private final boolean inCaller;

  Where(boolean inCaller) {
    this.inCaller = inCaller;
  }

  /** Whether the caller's own process would suffer. */
  boolean inCaller() {
    return inCaller;
  }
}
