package dev.procession.manager;

/** A served object from which clients take what nobody else must get then. */
interface Takeable {
  /**
   * Whether it is known that a client got what it has taken; if it is not, that is undone, or will
   * be.
   *
   * @param number what the client calls it
   */
  boolean hasArrived(long number);
}
