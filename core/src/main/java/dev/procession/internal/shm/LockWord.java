package dev.procession.internal.shm;

/**
 * A lock in shared memory that outlives its holder. Any process may free it. Threads of the same
 * process are strangers to it: to take it twice is to wait for oneself.
 */
public sealed interface LockWord permits RobustLock, TicketLock, ReentrantWord {
  /** As {@code nanos}: wait for ever. */
  long FOREVER = Long.MAX_VALUE;

  /**
   * Who holds a lock.
   *
   * @param process as in {@link ProcessIds}; {@link ProcessIds#NOBODY} if it is free
   * @param thread the number of the thread that took it
   * @param since when it was taken or first seen held, in milliseconds since 1970; 0 if unknown
   */
  record Holder(long process, long thread, long since) {}

  /** Takes the lock if it is free, or if whoever held it is dead. */
  boolean tryLock();

  /**
   * Takes the lock.
   *
   * @param nanos how long to wait at most
   * @return false when the time is up
   * @throws InterruptedException if interrupted while it waits, if {@code interruptible}
   */
  boolean lock(long nanos, boolean interruptible) throws InterruptedException;

  /** Takes the lock, however long that takes. */
  default void lock() {
    try {
      lock(FOREVER, false);
    } catch (InterruptedException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /**
   * Frees the lock, whoever holds it.
   *
   * @throws IllegalMonitorStateException if it is free
   */
  void unlock();

  /** Whether somebody holds it, dead or alive. */
  boolean isLocked();

  /** Whether the holder has it from a dead one. */
  boolean isInherited();

  /** The process whose death made somebody the last heir. */
  long deceased();

  /**
   * Which process has it; {@link ProcessIds#NOBODY} if none. For machines: costs next to nothing.
   */
  long process();

  /** Who has it. For people: notes since when it has been seen held. */
  Holder holder();
}
