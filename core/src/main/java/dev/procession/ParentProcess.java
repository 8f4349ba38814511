package dev.procession;

import dev.procession.internal.proc.Identity;
import dev.procession.internal.proc.ParentEnd;
import dev.procession.internal.proc.Waits;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/**
 * The process that started this one, as {@link Processes#parent()} tells it.
 *
 * <p>A child ends with its parent. When the parent is gone, waits for it return, the child's task
 * is interrupted, shutdown hooks run, and after half a second the child is gone too.
 *
 * <p>Python: {@code multiprocessing.parent_process()}.
 */
public final class ParentProcess {
  private final Identity.Parent parent;

  ParentProcess(Identity.Parent parent) {
    this.parent = parent;
  }

  /**
   * Its process id.
   *
   * @return the process id; that of this process for a child that is a thread
   */
  public long pid() {
    return parent.pid();
  }

  /**
   * Its name.
   *
   * @return {@code main} if it is the program itself
   */
  public String name() {
    return parent.name();
  }

  /**
   * Whether it still runs.
   *
   * @return false once this process has noticed its end
   */
  public boolean isAlive() {
    return !ParentEnd.end().isDone();
  }

  /**
   * Waits for its end.
   *
   * @throws InterruptedException if this thread is interrupted while the parent runs
   */
  public void join() throws InterruptedException {
    try {
      Waits.await(ParentEnd.end());
    } catch (InterruptedException e) {
      endOr(e);
    }
  }

  /** The end of the parent interrupts the task: whoever waits for it is to see the end. */
  private static void endOr(InterruptedException interrupt) throws InterruptedException {
    if (!ParentEnd.end().isDone()) {
      throw interrupt;
    }
    Thread.currentThread().interrupt();
  }

  /**
   * Waits for its end, but no longer than a given time.
   *
   * @param timeout the time; zero or less does not wait
   * @return whether it has ended
   * @throws InterruptedException if this thread is interrupted while the parent runs
   */
  public boolean join(Duration timeout) throws InterruptedException {
    Objects.requireNonNull(timeout, "timeout");
    try {
      return Waits.await(ParentEnd.end(), timeout);
    } catch (InterruptedException e) {
      endOr(e);
      return true;
    }
  }

  /**
   * Its end as a future.
   *
   * @return completes with this; cancelling it affects nobody
   */
  public CompletableFuture<ParentProcess> onExit() {
    return ParentEnd.future().thenApply(nothing -> this);
  }

  /** Such as {@code ParentProcess[main, pid=4711]}. */
  @Override
  public String toString() {
    return "ParentProcess[" + name() + ", pid=" + pid() + "]";
  }
}
