package dev.procession.manager;

import java.util.concurrent.CompletableFuture;

/**
 * A {@link ManagedCounter} whose methods do not wait; see {@link Manager#async(ManagedCounter)}.
 */
public interface AsyncCounter {
  /**
   * The number.
   *
   * @return the number
   */
  CompletableFuture<Long> get();

  /**
   * Adds to the number.
   *
   * @param more what is added; may be negative
   * @return the number afterwards
   */
  CompletableFuture<Long> add(long more);

  /**
   * Adds one.
   *
   * @return the number afterwards
   */
  default CompletableFuture<Long> increment() {
    return add(1);
  }
}
