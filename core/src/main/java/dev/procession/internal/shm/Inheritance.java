package dev.procession.internal.shm;

/** What the log is told when a process has a lock from a dead one. */
public final class Inheritance {
  private Inheritance() {}

  /**
   * Warns of it.
   *
   * @param segment where the lock is
   * @param dead who held it
   */
  public static void warn(System.Logger log, Segment segment, long dead) {
    log.log(
        System.Logger.Level.WARNING,
        () ->
            "the holder of a lock died and this process has it now: "
                + segment.kind().text()
                + "="
                + segment.title()
                + ", dead pid="
                + ProcessIds.pid(dead)
                + "; what the lock protects may be half changed");
  }
}
