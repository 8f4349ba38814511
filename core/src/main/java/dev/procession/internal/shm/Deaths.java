package dev.procession.internal.shm;

/**
 * Passes the news that a process has died on to those who wait for it on shared memory. Apart from
 * {@link Segments}, so that a program without any does not load that.
 */
public final class Deaths {
  /** Set with the first segment of this process. */
  private static volatile boolean matter;

  private Deaths() {}

  static void matter() {
    matter = true;
  }

  /** To be called when a child has been reaped: from then on it is seen to be dead. */
  public static void tell() {
    if (matter) {
      Segments.onDeath();
    }
  }
}
