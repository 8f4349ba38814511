package dev.procession.manager;

import java.util.concurrent.TimeUnit;

/** Tells the program's log who was refused and why, but not without end. Used by any thread. */
final class ManagerLog {
  private static final System.Logger LOGGER = System.getLogger("dev.procession.manager");
  private static final int LINES_A_SECOND = 10;

  /** The second that is being counted. Guarded by this, as is all else. */
  private long second = Long.MIN_VALUE;

  private int lines;
  private long leftOut;

  /** Says that something was refused to a client. */
  void refused(String client, String reason) {
    long more;
    synchronized (this) {
      long now = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime());
      if (now != second) {
        second = now;
        lines = 0;
      }
      if (lines >= LINES_A_SECOND) {
        leftOut++;
        return;
      }
      lines++;
      more = leftOut;
      leftOut = 0;
    }
    LOGGER.log(
        System.Logger.Level.WARNING,
        "refused a client of a manager: client="
            + client
            + ", reason="
            + reason
            + (more == 0 ? "" : "; and not logged before: refused=" + more));
  }

  /** Says that an object could not give back what a client had that is gone. */
  void notTold(Object object, RuntimeException failure) {
    LOGGER.log(
        System.Logger.Level.WARNING,
        "could not take back what a client had that is gone: object=" + object,
        failure);
  }

  /** Says that an object that nobody uses any more could not be closed. */
  void notClosed(Object object, Exception failure) {
    LOGGER.log(
        System.Logger.Level.WARNING, "could not close an object of a manager: " + object, failure);
  }
}
