package dev.procession.pool;

import java.util.Objects;

/**
 * An item that failed, as a {@link PoolListener} is told of it.
 *
 * @param index its position in the input of its call, from 0; 0 for a single task
 * @param attempts how many times it has been run by now
 * @param again whether it will be run again, see {@link CallOptions#retries}
 * @param pid the worker that ran it
 * @param error what it threw, or {@link WorkerDiedException}, {@link TaskTimeoutException} and so
 *     on
 */
public record ItemFailure(long index, int attempts, boolean again, long pid, Throwable error) {

  /** Checks. */
  public ItemFailure {
    Objects.requireNonNull(error, "error");
  }
}
