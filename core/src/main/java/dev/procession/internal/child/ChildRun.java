package dev.procession.internal.child;

import dev.procession.internal.proc.ExitStatus;
import dev.procession.internal.proc.Waits;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** A child that has been started. Used by any thread. */
public sealed interface ChildRun permits JvmRun, ThreadRun {

  /** Its process id; that of this process if the child is a thread. */
  long pid();

  /**
   * Completes when the child has ended, has been reaped, and its output has been passed on. Not to
   * be completed by anyone else.
   */
  CompletableFuture<ExitStatus> exit();

  /** Interrupts the thread that runs the task. */
  void interrupt();

  /** Asks the child to end; its shutdown hooks run. */
  void terminate();

  /** Ends the child without asking. */
  void kill();

  /** Every process below the child; empty if it is a thread. */
  Set<ProcessHandle> descendants();

  /** Waits for the end; false when the time is up. */
  default boolean await(Duration atMost) throws InterruptedException {
    return Waits.await(exit(), atMost);
  }

  /**
   * Ends the child in stages: interrupted at once, asked to end after half of the grace period,
   * killed at its end.
   *
   * @param tree whether every process below it is to end as well
   * @return whether it has ended; a thread may refuse
   */
  default boolean stop(Duration grace, boolean tree) throws InterruptedException {
    Duration half = grace.dividedBy(2);
    Set<ProcessHandle> below = tree ? descendants() : Set.of();
    interrupt();
    if (!await(half)) {
      below = union(below, tree);
      terminate();
      below.forEach(ProcessHandle::destroy);
      if (!await(half)) {
        below = union(below, tree);
        kill();
      }
    }
    // Those that have outlived the child, if any, are nobody's now.
    below.forEach(ProcessHandle::destroyForcibly);
    return await(endAfterKill());
  }

  /** How long it may take until {@link #exit()} completes after {@link #kill()}. */
  Duration endAfterKill();

  private Set<ProcessHandle> union(Set<ProcessHandle> known, boolean tree) {
    if (!tree) {
      return known;
    }
    Set<ProcessHandle> all = new LinkedHashSet<>(known);
    all.addAll(descendants());
    return all;
  }
}
