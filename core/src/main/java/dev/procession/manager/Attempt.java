package dev.procession.manager;

import org.jspecify.annotations.Nullable;

/**
 * What a call does once the state of the object allows it.
 *
 * @param <T> what the call returns
 */
@FunctionalInterface
interface Attempt<T extends @Nullable Object> {
  /**
   * Does it if it can be done now. Called with the guard's lock held, by any thread.
   *
   * @param call the call that this is done for
   * @return the answer; null if it cannot be done yet, and nothing has changed
   */
  @Nullable Answer<T> tryNow(Call call);
}
