package dev.procession.manager;

/**
 * What a call has taken from an object, until it is certain whether its caller has got it. Ends by
 * one of the two, once.
 */
interface Delivery {
  /** The caller died, or did not understand the answer: it is as if the call had not been made. */
  void undo();

  /**
   * The caller has it.
   *
   * @param number what the caller calls it, should it have to ask whether this was known; 0 if it
   *     will not
   * @return false if the caller has been told before that it was not; then the call is undone
   */
  boolean arrived(long number);

  /**
   * Whether the caller has to wait until {@link #arrived} has been done before it uses what it got,
   * because it could be given to somebody else after the manager's death.
   */
  boolean isWaitedFor();
}
