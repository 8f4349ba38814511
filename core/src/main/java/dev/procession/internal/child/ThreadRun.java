package dev.procession.internal.child;

import dev.procession.Action;
import dev.procession.ChildStartException;
import dev.procession.internal.proc.ExitStatus;
import dev.procession.internal.proc.Identity;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

/** A child that is a thread of this JVM. */
public final class ThreadRun implements ChildRun {
  private static final int FAILED = 1;
  private static final int KILLED = -9;
  private static final int TERMINATED = -15;

  private final CompletableFuture<ExitStatus> exit = new CompletableFuture<>();
  private final Thread thread;
  private final TaskRunner runner;

  /** The exit code of a child that has been told to end; 0 if it has not. */
  private volatile int ordered;

  /** Taken by the thread, which would hold it for as long as anyone holds the thread. */
  private final AtomicReference<Action> task;

  private ThreadRun(Identity identity, Action task) {
    this.task = new AtomicReference<>(task);
    // A daemon whatever the child is: the program waits for children in a way of its own.
    thread = Thread.ofPlatform().daemon().name(identity.name()).unstarted(() -> run(identity));
    runner = new TaskRunner(thread);
  }

  /** One that has not begun, so that all who ask will find it running when it does. */
  public static ThreadRun of(Identity identity, Action task) {
    return new ThreadRun(identity, task);
  }

  /** Begins the task. Called once; one that cannot begin has ended. */
  public void begin() {
    try {
      thread.start();
    } catch (OutOfMemoryError noThread) {
      exit.complete(new ExitStatus(FAILED));
      throw new ChildStartException(
          "could not start a thread for a child: name="
              + thread.getName()
              + ", threads="
              + Thread.activeCount()
              + "; there are too many of them, or too little memory",
          noThread);
    }
  }

  private void run(Identity identity) {
    Identity.becomeThread(identity);
    int code = runner.run(Objects.requireNonNull(task.getAndSet(null)));
    exit.complete(new ExitStatus(ordered == 0 ? code : ordered));
  }

  /** Whether the caller is the child. */
  public boolean isCurrent() {
    return Thread.currentThread() == thread;
  }

  /** Whether the child has called {@code System.exit}, which does not return. */
  public boolean endsProcess() {
    for (StackTraceElement frame : thread.getStackTrace()) {
      if (frame.getClassName().equals("java.lang.Runtime")
          && frame.getMethodName().equals("exit")) {
        return true;
      }
    }
    return false;
  }

  @Override
  public long pid() {
    return ProcessHandle.current().pid();
  }

  @Override
  public CompletableFuture<ExitStatus> exit() {
    return exit;
  }

  @Override
  public void interrupt() {
    runner.interrupt();
  }

  @Override
  public void terminate() {
    order(TERMINATED);
  }

  @Override
  public void kill() {
    order(KILLED);
  }

  private void order(int exitCode) {
    ordered = exitCode;
    runner.interrupt();
  }

  @Override
  public Duration endAfterKill() {
    return Duration.ofSeconds(1);
  }

  @Override
  public Set<ProcessHandle> descendants() {
    return Set.of();
  }
}
