package dev.procession.internal.proc;

/** What a child does once it has reported to its parent. Has a constructor without parameters. */
public interface ChildBody {

  /**
   * Does the work on the child's main thread.
   *
   * @return true if the child is to exit now, after its shutdown hooks; false if the parent is gone
   * @throws Exception ends the child with exit code 1 and a stack trace
   */
  boolean run(ChildSession session) throws Exception;

  /** Takes a message from the parent, on the control thread, which must not be kept waiting. */
  void onControl(ControlMessage message);
}
