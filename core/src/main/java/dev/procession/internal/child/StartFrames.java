package dev.procession.internal.child;

/**
 * The messages between a parent and a child process, after the child knows who it is.
 *
 * <pre>
 *   parent              child
 *     assignment ────────►              with the task
 *       ◄───────────────── ADOPTED      rebuilds the task, which may run code of the user
 *       ◄───────────────── RUNNING      now begins the task
 *   or  ◄───────────────── REFUSED      could not rebuild it, and ends
 *     INTERRUPT ─────────►              at any time after RUNNING
 * </pre>
 *
 * A child that ends before the first answer has done nothing, so another can take its place.
 */
final class StartFrames {
  /** Empty: means nothing. */
  static final int WARMING_UP = 200;

  /** Empty; left out if no code of the user runs before {@link #RUNNING}. */
  static final int ADOPTED = 202;

  /** Empty. */
  static final int RUNNING = 203;

  /** The error, encoded. */
  static final int REFUSED = 204;

  /** A control message: interrupt the task. */
  static final int INTERRUPT = 1;

  private StartFrames() {}
}
