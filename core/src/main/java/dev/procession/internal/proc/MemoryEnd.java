package dev.procession.internal.proc;

import dev.procession.internal.log.EndLog;
import dev.procession.internal.shm.NamedTags;
import dev.procession.internal.shm.ScratchFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * What becomes of named shared memory when its owner ends.
 *
 * <p>The program's end is the end of what it still owns. What a child owns passes to its parent, if
 * the child ends by itself or is asked to; if it is killed, the parent removes it. Children remove
 * what a killed parent owned; if it had none, the next program that uses Procession does.
 */
public final class MemoryEnd {
  private static final String LOGGER = "dev.procession.memory";

  /** How long a process may take to end after its sockets are closed, on a busy machine. */
  private static final long ENDING_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final long LOOK_AGAIN_NANOS = 1_000_000;
  private static final int SIGHUP = -1;
  private static final int SIGINT = -2;
  private static final int SIGTERM = -15;

  private MemoryEnd() {}

  /** Sees to the end of what this process is about to own. */
  public static void expect() {
    ScratchFiles.sweepOnce();
    if (!isChild()) {
      ProcessEnd.hook();
    }
  }

  private static boolean isChild() {
    return Identity.isKnown() && Identity.ofProcess().parent() != null;
  }

  /** Called by the shutdown hook of this process, when its children have ended. */
  static void programEnds() {
    if (isChild() || !NamedTags.isUsed()) {
      return;
    }
    List<String> names = NamedTags.reclaimOwn();
    if (!names.isEmpty()) {
      String message =
          "removed shared memory that the program has not unlinked: count=%d, names=%s"
              .formatted(names.size(), names);
      EndLog.warn(LOGGER, message, OtherThreads.all());
    }
  }

  /**
   * Called by the thread that has reaped a child.
   *
   * @param start when it started, as {@link ScratchFiles#startOf} tells
   */
  static void childEnded(long pid, long start, ExitStatus status) {
    if (start == 0) {
      // It ended before anyone could ask, so it has made nothing.
      return;
    }
    if (isOrderly(status)) {
      NamedTags.inheritFrom(pid, start);
      return;
    }
    List<String> names = NamedTags.reclaimOf(pid, start);
    if (!names.isEmpty()) {
      System.getLogger(LOGGER)
          .log(
              System.Logger.Level.WARNING,
              "removed shared memory that a killed process left: count="
                  + names.size()
                  + ", names="
                  + names
                  + ", pid="
                  + pid
                  + ", ended by "
                  + status);
    }
  }

  private static boolean isOrderly(ExitStatus status) {
    int code = status.code();
    return code >= 0 || code == SIGHUP || code == SIGINT || code == SIGTERM;
  }

  /**
   * Called in a child whose parent is gone, before it ends itself.
   *
   * @param rendezvous in a folder that tells who the parent was
   */
  static void parentEnded(Path rendezvous) {
    if (NamedTags.isUsed()) {
      NamedTags.reclaimOwn();
    }
    Path folder = rendezvous.getParent();
    String owner = folder == null ? "" : String.valueOf(folder.getFileName());
    if (!NamedTags.isOwner(owner) || !isGone(ScratchFiles.ownerOf(owner))) {
      return;
    }
    // Nobody is left to be warned: the output of this process went through its parent.
    NamedTags.reclaimOfOwner(owner);
  }

  /**
   * Whether the parent has really ended, and not merely closed its sockets. The kernel closes them
   * first, and then gives its children another parent.
   */
  private static boolean isGone(long parent) {
    long begin = System.nanoTime();
    while (ProcessHandle.current().parent().map(ProcessHandle::pid).orElse(-1L) == parent) {
      if (System.nanoTime() - begin > ENDING_NANOS) {
        return false;
      }
      LockSupport.parkNanos(LOOK_AGAIN_NANOS);
    }
    return true;
  }
}
