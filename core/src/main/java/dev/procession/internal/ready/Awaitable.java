package dev.procession.internal.ready;

/**
 * How to wait for one thing without taking it: it is ready when the call for which one would else
 * wait would return at once. Used by one thread at a time.
 */
public interface Awaitable {
  /**
   * Whether it is ready now. Waits for nothing but short locks.
   *
   * @throws IllegalStateException if it is closed
   */
  boolean isReady();

  /**
   * Sleeps until it is ready; may return earlier for no reason. Who is woken here in place of
   * another that would take the thing must wake that one.
   *
   * @param nanos how long at most
   * @throws InterruptedException if the thread is interrupted, soon
   * @throws IllegalStateException if it is closed
   */
  void await(long nanos) throws InterruptedException;
}
