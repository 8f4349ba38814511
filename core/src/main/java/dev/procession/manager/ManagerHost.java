package dev.procession.manager;

import java.time.Duration;

/** What a {@link Manager} is to who holds it: the manager itself, or only a way to it. */
interface ManagerHost {
  /** Its process; 0 if that is not known. */
  long pid();

  /** Waits until it has ended, or the time is up; returns whether it has. */
  boolean join(Duration atMost) throws InterruptedException;

  /** Ends it, if that is up to the holder. */
  void close();
}
