package dev.procession.manager;

import dev.procession.internal.wire.RefusalLimit;

/** Tells the program's log who was refused and why, but not without end. Used by any thread. */
final class ManagerLog {
  private static final System.Logger LOGGER = System.getLogger("dev.procession.manager");

  private final RefusalLimit limit = new RefusalLimit();

  /** Says that something was refused to a client. */
  void refused(String client, String reason) {
    long more = limit.count();
    if (more == RefusalLimit.LEFT_OUT) {
      return;
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
