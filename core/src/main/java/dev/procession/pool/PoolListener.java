package dev.procession.pool;

import java.util.OptionalLong;

/**
 * Is told what happens in a pool; see {@link PoolConfig#listener}. All methods do nothing unless
 * they are overridden.
 *
 * <p>They are called one after the other, in the order in which things happened, on one thread that
 * the pool has for that alone. So they may take their time and may block: neither tasks nor callers
 * wait for them. If more than {@value #MOST_WAITING} calls wait, or 16 MiB of errors, further ones
 * are left out, and {@link #missed} says how many; figures of progress never pile up.
 *
 * <p>What a method throws is logged as a warning, the first time, and otherwise ignored. The thread
 * is never interrupted by the pool, does not keep the JVM from exiting, and ends with the last
 * call, which is {@link #closed}. That may come after {@link ProcessPool#close()} has returned.
 *
 * <p>A listener that refers to the pool keeps it from being closed when nobody else does.
 *
 * <p>Python: has no counterpart.
 */
public interface PoolListener {

  /** How many calls may wait. */
  int MOST_WAITING = 1024;

  /**
   * A worker is up: its initializer has succeeded.
   *
   * @param pid its process id
   * @param inPlaceOf the process id of the worker that it replaces; empty if there was none
   */
  default void workerStarted(long pid, OptionalLong inPlaceOf) {}

  /**
   * A worker ended though nobody had told it to, or the pool has killed it, for an item that did
   * not stop for one. Whatever it had not run runs elsewhere.
   *
   * @param report how it ended, with its last output; not thrown anywhere
   */
  default void workerDied(WorkerDiedException report) {}

  /**
   * A worker has run as many items as it was to, and has ended.
   *
   * @param pid its process id
   * @see PoolConfig#tasksPerWorker
   */
  default void workerRecycled(long pid) {}

  /**
   * An item has failed. What it threw is rebuilt for this call, apart from what its caller gets.
   *
   * @param failure which, and why
   */
  default void itemFailed(ItemFailure failure) {}

  /**
   * Something has changed since the last time, which is at least 100 ms ago; also called once at
   * the end.
   *
   * @param stats as {@link ProcessPool#stats()} gives them
   */
  default void progress(PoolStats stats) {}

  /**
   * This listener was too slow, and has not been told of some of what happened.
   *
   * @param calls how many calls were left out since the last one that was not
   */
  default void missed(long calls) {}

  /**
   * The pool has ended. The last call.
   *
   * @param stats its final figures
   */
  default void closed(PoolStats stats) {}
}
