package dev.procession.sync;

/** What a condition does with its lock. Used by the thread that waits or signals. */
interface Monitor {
  /** What people call the lock; may be empty. */
  String label();

  /** Throws {@link IllegalMonitorStateException} unless the caller may wait and signal now. */
  void checkHeld();

  /** Frees the lock wholly; returns how many times it was held. */
  int releaseAll();

  /** Takes the lock as many times as it was held, however long that takes. */
  void lockAgain(int holds);
}
