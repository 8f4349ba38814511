package dev.procession.internal.proc;

/**
 * A child that has reported and done its preparation, and waits to be told who it is.
 *
 * @param jvm the process
 * @param sockets its sockets; data has not been read from or written to by anyone else
 */
record ReadyChild(JvmChild jvm, ChildSockets sockets) {

  /** Ends it; nobody will use it. */
  void discard() {
    jvm.discard();
  }
}
