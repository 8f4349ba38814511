package dev.procession.pool;

import dev.procession.ChildStartException;
import dev.procession.internal.proc.ChildDeath;
import dev.procession.internal.proc.ClassOffer;
import dev.procession.internal.proc.ControlMessage;
import dev.procession.internal.proc.ExitStatus;
import dev.procession.internal.proc.Identity;
import dev.procession.internal.ship.ClassDesk;
import dev.procession.internal.shm.Link;
import dev.procession.internal.shm.ProcessSlot;
import dev.procession.internal.shm.ProcessTable;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A worker that is a thread of this JVM. It does what a process does, over the same link and with
 * the same claims, so that pools of both kinds behave alike.
 *
 * <p>A thread cannot be killed. One that is to be is interrupted, and dead as far as the pool is
 * concerned; it ends when its item does. Until then it keeps its slot, and the memory of its link.
 */
final class ThreadRun implements WorkerRun, WorkerTie, WorkerHost {
  private static final int FAILED = 1;
  private static final int KILLED = -9;
  private static final int TERMINATED = -15;

  private final ProcessSlot slot = ProcessTable.own().take();
  private final WorkerBody body = new WorkerBody(this);
  private final Thread thread;

  private final CompletableFuture<ChildDeath> death = new CompletableFuture<>();

  /** Completed by the thread as its last act. */
  private final CompletableFuture<Void> ended = new CompletableFuture<>();

  /** Set by the thread, then it looks at {@link #over}; whoever ends it does the reverse. */
  private volatile Link.@Nullable Worker link;

  /** Set when the worker is to end though nobody has told it to by a message. */
  private volatile boolean over;

  private ThreadRun(Identity identity, Introduction introduction) {
    thread =
        Thread.ofPlatform()
            .daemon()
            .name(identity.name())
            .unstarted(() -> run(identity, introduction));
  }

  /**
   * Starts a worker.
   *
   * @throws ChildStartException if there can be no more threads
   */
  static ThreadRun start(Identity identity, Introduction introduction) {
    var run = new ThreadRun(identity, introduction);
    try {
      run.thread.start();
      return run;
    } catch (OutOfMemoryError noThread) {
      ProcessTable.own().release(run.slot);
      throw new ChildStartException(
          "could not start a thread for a worker: name="
              + identity.name()
              + ", threads="
              + Thread.activeCount()
              + "; there are too many of them, or too little memory",
          noThread);
    }
  }

  // ---- the thread -------------------------------------------------------------------------------

  private void run(Identity identity, Introduction introduction) {
    Identity.becomeThread(identity);
    int code = FAILED;
    try {
      code = work(introduction);
    } catch (IOException | RuntimeException | Error e) {
      if (!over) {
        System.getLogger("dev.procession.pool")
            .log(System.Logger.Level.ERROR, "a worker failed inside: name=" + identity.name(), e);
      }
    } finally {
      ended.complete(null);
      die(code);
    }
  }

  private int work(Introduction introduction) throws IOException {
    try (Link.Worker own = introduction.connect()) {
      link = own;
      return over ? FAILED : body.work(own, slot);
    }
  }

  private void die(int code) {
    death.complete(new ChildDeath(pid(), new ExitStatus(code), List.of(), null));
  }

  // ---- the loop, and others ---------------------------------------------------------------------

  @Override
  public long pid() {
    return ProcessHandle.current().pid();
  }

  @Override
  public ProcessSlot slot() {
    return slot;
  }

  @Override
  public CompletableFuture<ThreadRun> reported() {
    return CompletableFuture.completedFuture(this);
  }

  @Override
  public CompletableFuture<ChildDeath> onDeath() {
    return death;
  }

  @Override
  public @Nullable ClassOffer offerClasses() {
    return null;
  }

  @Override
  public void terminate() {
    end(TERMINATED);
  }

  @Override
  public void kill() {
    end(KILLED);
  }

  @Override
  public void killTree() {
    // What its tasks have started are this program's children, not the worker's.
    end(KILLED);
  }

  private void end(int code) {
    over = true;
    stop(link);
    thread.interrupt();
    die(code);
  }

  private static void stop(Link.@Nullable Worker used) {
    try {
      if (used != null) {
        used.stop();
      }
    } catch (IllegalStateException endedMeanwhile) {
      // It has closed the link as its last act.
    }
  }

  @Override
  public void discard() {
    kill();
    release();
  }

  @Override
  public void release() {
    ended.thenRun(() -> ProcessTable.own().release(slot));
  }

  /** On another thread: the worker may be filing results, which waits until the loop takes some. */
  @Override
  public void control(ControlMessage message) {
    PromptThreads.start("procession-control", () -> deliver(message));
  }

  private void deliver(ControlMessage message) {
    try {
      body.onControl(message);
    } catch (IllegalStateException e) {
      // It has ended meanwhile, in one way or another.
      if (!over && !ended.isDone()) {
        throw e;
      }
    }
  }

  @Override
  public void close() {
    // There is nothing to close: it is told by its link.
  }

  // ---- what the body asks for -------------------------------------------------------------------

  @Override
  public ClassLoader loader(int number) throws IOException {
    if (number == ClassDesk.LOCAL) {
      return ClassLoader.getSystemClassLoader();
    }
    ClassLoader loader = ClassDesk.instance().loader(number);
    if (loader == null) {
      throw new IOException("no such class loader any more: loader=" + number);
    }
    return loader;
  }

  @Override
  public void connect(ClassOffer offer) throws IOException {
    throw new IOException("a thread has its classes already");
  }

  @Override
  public void giveUp() {
    // This virtual machine is the program's; what is left of it goes on.
  }

  @Override
  public RuntimeException orphaned() {
    return new IllegalStateException("the worker was given up");
  }
}
