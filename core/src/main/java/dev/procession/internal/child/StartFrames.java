package dev.procession.internal.child;

/**
 * The messages between a parent and a child process, after the child knows who it is.
 *
 * <pre>
 *   parent                      child
 *   data:    TASK ──────────────►
 *   control:      ◄────────────── ADOPTED     has the task, has not looked at it
 *   control:      ◄────────────── RUNNING     has rebuilt the task and now begins it
 *            or   ◄────────────── REFUSED     could not rebuild it, and ends
 *   control: INTERRUPT ─────────►             at any time after RUNNING
 * </pre>
 *
 * A child that ends before ADOPTED has done nothing, so another can take its place.
 */
final class StartFrames {
  /** The task, encoded. */
  static final int TASK = 201;

  /** Empty. */
  static final int ADOPTED = 202;

  /** Empty. */
  static final int RUNNING = 203;

  /** The error, encoded. */
  static final int REFUSED = 204;

  /** A control message: interrupt the task. */
  static final int INTERRUPT = 1;

  private StartFrames() {}
}
