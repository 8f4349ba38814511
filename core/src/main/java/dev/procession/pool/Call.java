package dev.procession.pool;

import org.jspecify.annotations.Nullable;

/**
 * What the loop knows of something that a user asked for: it sends the call's chunks to workers and
 * tells the call, exactly once for each item, what became of it.
 *
 * <p>The methods are called on the loop's thread. They must not wait and must not run user code.
 */
interface Call {

  /** The function that its chunks name; null if the items are tasks themselves. */
  @Nullable CallFunction function();

  /**
   * The number of the class loader that function, arguments and results need; see {@code
   * ClassDesk}.
   */
  int loader();

  /** By which its results are rebuilt. */
  ClassLoader resultLoader();

  /** Time limit and retries. */
  CallOptions options();

  /** Whether nobody wants the items any more; those that have not begun are then dropped. */
  boolean cancelled();

  /** Items are done, with values or with the exceptions they threw. */
  void arrived(Arrival.Batch batch);

  /** An item failed for a reason outside of it. */
  void arrived(Arrival.Failed failed);

  /** An item of a cancelled call will not run, or nobody wants its result. */
  void dropped(int items);

  /** How long some of its items took. */
  void observe(int items, long nanos);

  /** How a user knows what was never begun; null if there is no such thing for one item. */
  @Nullable Runnable asRunnable();
}
