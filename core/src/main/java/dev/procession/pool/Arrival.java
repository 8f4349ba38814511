package dev.procession.pool;

import dev.procession.internal.wire.ItemSlice;

/** News of one or more neighbouring items of a call. */
sealed interface Arrival {

  /** Position of the first of them in the call's input. */
  long index();

  /** How many items. */
  int count();

  /** How many times they have been run. */
  int attempts();

  /**
   * Results from a worker, not decoded yet: decoding may run user code, which the loop does not.
   *
   * @param index position of the first
   * @param attempts how many times they have been run
   * @param pid the worker
   * @param items values and errors
   */
  record Batch(long index, int attempts, long pid, ItemSlice items) implements Arrival {
    @Override
    public int count() {
      return items.count();
    }
  }

  /**
   * An item that failed in the pool's hands.
   *
   * @param index its position
   * @param attempts how many times it has been run, or was about to be
   * @param error why
   */
  record Failed(long index, int attempts, Throwable error) implements Arrival {
    @Override
    public int count() {
      return 1;
    }
  }
}
