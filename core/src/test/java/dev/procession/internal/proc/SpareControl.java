package dev.procession.internal.proc;

import java.util.List;

/** What tests do with the spares of their own JVM. */
public final class SpareControl {
  private SpareControl() {}

  /** Ends all spares, so that a test leaves none to the next one. */
  public static void release() {
    Spares.instance().release();
  }

  /** How many stand by. */
  public static int count() {
    return Spares.instance().count();
  }

  /** Whether the thread is there that starts spares. */
  public static boolean isStarting() {
    return Thread.getAllStackTraces().keySet().stream()
        .anyMatch(thread -> thread.getName().equals("procession-spares"));
  }

  /** The process ids of all children of this JVM that wait to be told who they are. */
  public static List<Long> pids() {
    return ProcessHandle.current().children().map(ProcessHandle::pid).toList();
  }
}
