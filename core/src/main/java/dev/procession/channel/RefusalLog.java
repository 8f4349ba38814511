package dev.procession.channel;

import java.util.concurrent.TimeUnit;

/**
 * Logs why peers were dropped: one line for each, but no more than some in a second, so that
 * whoever connects in vain again and again does not fill the disk. What is left out is counted in
 * the next line.
 */
final class RefusalLog {
  private static final System.Logger LOGGER = System.getLogger("dev.procession.channel");
  private static final int LINES_A_SECOND = 10;

  /** The second that is being counted. Guarded by this, as is all else. */
  private long second = Long.MIN_VALUE;

  private int lines;
  private long leftOut;

  /** Says that a peer of a listener was dropped, and why. */
  void dropped(String listener, String peer, String reason) {
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
        "dropped a connection: listener="
            + listener
            + ", peer="
            + peer
            + ", reason="
            + reason
            + (more == 0 ? "" : "; and not logged before: dropped=" + more));
  }
}
