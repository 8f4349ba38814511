package dev.procession.channel;

import dev.procession.internal.wire.RefusalLimit;

/**
 * Logs why peers were dropped: one line for each, but no more than some in a second, so that
 * whoever connects in vain again and again does not fill the disk. What is left out is counted in
 * the next line.
 */
final class RefusalLog {
  private static final System.Logger LOGGER = System.getLogger("dev.procession.channel");

  private final RefusalLimit limit = new RefusalLimit();

  /** Says that a peer of a listener was dropped, and why. */
  void dropped(String listener, String peer, String reason) {
    long more = limit.count();
    if (more == RefusalLimit.LEFT_OUT) {
      return;
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
