package dev.procession.pool;

import dev.procession.internal.shm.PoolBoard;

/** What becomes of an item in the end. */
enum Ending {
  RETURNED("returned", PoolBoard.DONE),
  THREW("threw", PoolBoard.THREW),
  DIED("worker died", PoolBoard.DIED),
  OVER_LIMIT("over its limit", PoolBoard.OVER_LIMIT),
  CANCELLED("cancelled", PoolBoard.CANCELLED);

  /** For people. */
  final String text;

  /** Where it is counted. */
  final int figure;

  Ending(String text, int figure) {
    this.text = text;
    this.figure = figure;
  }

  boolean isFailure() {
    return this == THREW || this == DIED || this == OVER_LIMIT;
  }
}
