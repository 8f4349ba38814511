package dev.procession.internal.proc;

import dev.procession.StartMethod;

/** What a child does once it knows who it is. Has a constructor without parameters. */
public interface ChildBody {
  /** In place of an exit code: the parent is gone, and the control thread will end the process. */
  int ORPHANED = -1;

  /**
   * Does the work on the child's main thread.
   *
   * @return the exit code of this process, which then ends, after its shutdown hooks; or {@link
   *     #ORPHANED}
   * @throws Exception ends the child with exit code 1 and a stack trace
   */
  int run(ChildSession session) throws Exception;

  /** Takes a message from the parent, on the control thread, which must not be kept waiting. */
  void onControl(ControlMessage message);

  /**
   * Goes once through what {@link #run} will do, without effect, in a spare that may become this
   * body: the first time costs tens of milliseconds, later times a fraction of one.
   *
   * @param method how children that use the spare are started
   */
  default void warmUp(StartMethod method) {}

  /** Hears that the parent is gone, on the control thread, shortly before the process ends. */
  default void onOrphaned() {}
}
