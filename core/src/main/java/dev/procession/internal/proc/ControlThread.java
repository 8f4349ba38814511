package dev.procession.internal.proc;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** In a child: listens to the parent, and ends this process when the parent ends. */
final class ControlThread extends Thread {
  /** Shutdown hooks have this long before the process is halted. */
  private static final long HOOK_MILLIS = 500;

  /** Not reached unless the machine is very busy, or the parent is just ending too. */
  private static final Duration RETIRE_LIMIT = Duration.ofMillis(20);

  /** A process ends without having put its affairs in order if its control thread cannot run. */
  private static final int RETIRE_TRIES = 50;

  /** Open until the children of this process have ended; null while it has had none. */
  private static volatile @Nullable CountDownLatch ownChildren;

  private static final long RETRY_NANOS = 10_000_000;

  private final SturdyChannel control;
  private final Path rendezvous;

  /** Open until this process has put its affairs in order after the end of its parent. */
  private final CountDownLatch inOrder = new CountDownLatch(1);

  /** Set by the main thread before the parent can send the first message. */
  private volatile @Nullable ChildBody body;

  ControlThread(SturdyChannel control, Path rendezvous) {
    super("procession-control");
    this.control = control;
    this.rendezvous = rendezvous;
    setDaemon(true);
  }

  /** Passes messages on to {@code body} from now on. */
  void serve(ChildBody body) {
    this.body = body;
  }

  /** Says that this process waits for children of its own before it ends. */
  static void retireAfter(CountDownLatch children) {
    ownChildren = children;
  }

  /**
   * Stops listening, since the process is about to end. Not before it has waited for its children,
   * which may take for ever: if the parent ends meanwhile, so must this process.
   *
   * <p>If the parent has ended, which is often why the task ends, this process does not end before
   * it has removed what nobody else will.
   */
  void retire() {
    try {
      CountDownLatch awaited = ownChildren;
      if (awaited != null) {
        awaited.await();
      }
      for (int i = 0; i < RETIRE_TRIES && !hasRetired(); i++) {
        // Then the parent is gone, or this thread has not had the processor yet.
      }
    } catch (InterruptedException endNow) {
      // Then the JVM waits for this thread.
    }
  }

  private boolean hasRetired() throws InterruptedException {
    return control.retire(RETIRE_LIMIT)
        || inOrder.await(RETIRE_LIMIT.toNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  public void run() {
    ignoreTerminalInterrupt();
    try {
      listen();
      endWithParent();
    } finally {
      // Also when the heap is full or no thread can be had: nobody else would notice the end.
      Runtime.getRuntime().halt(ChildMain.PARENT_GONE);
    }
  }

  /** Comes back when the parent is gone. */
  private void listen() {
    while (true) {
      try {
        listenOnce();
        return;
      } catch (OutOfMemoryError fullForTheMoment) {
        // The task has filled the heap. The message is lost, but not the end of the parent.
        LockSupport.parkNanos(RETRY_NANOS);
      }
    }
  }

  private void listenOnce() {
    try {
      ControlMessage message = ControlMessage.receive(control);
      while (message != null) {
        ChildBody served = body;
        if (served != null) {
          served.onControl(message);
        }
        message = ControlMessage.receive(control);
      }
    } catch (IOException parentGone) {
      // The same as the end of the stream.
    }
  }

  /**
   * Ctrl-C goes to every process of the terminal. The parent coordinates the stop, so a child must
   * neither die of it in the middle of an item nor print anything. A signal that is caught, unlike
   * one that is ignored, is an ordinary one for programs that the child starts.
   */
  private static void ignoreTerminalInterrupt() {
    try {
      TerminalInterrupt.ignore();
    } catch (IllegalArgumentException | NoClassDefFoundError notAvailableHere) {
      // Then Ctrl-C ends the children at once, which the parent copes with.
    }
  }

  /** A class of its own, since a JVM without the module for signals cannot link it. */
  private static final class TerminalInterrupt implements sun.misc.SignalHandler {
    static void ignore() {
      sun.misc.Signal.handle(new sun.misc.Signal("INT"), new TerminalInterrupt());
    }

    @Override
    public void handle(sun.misc.Signal signal) {}
  }

  private void endWithParent() {
    ChildMain.removeRendezvous(rendezvous);
    ParentEnd.happened();
    Thread teller = new TellerThread();
    teller.start();
    ChildBody served = body;
    if (served != null) {
      served.onOrphaned();
    }
    ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
    Rendezvous.instance().abandon();
    MemoryEnd.parentEnded(rendezvous);
    inOrder.countDown();
    Thread hooks = new HookThread();
    hooks.start();
    try {
      hooks.join(HOOK_MILLIS);
    } catch (InterruptedException haltNow) {
      // Nobody interrupts this thread but someone who wants it to end.
    }
  }

  /** Runs the actions that the task has left for this moment, which may take long. */
  private static final class TellerThread extends Thread {
    TellerThread() {
      super("procession-orphan");
      setDaemon(true);
    }

    @Override
    public void run() {
      ParentEnd.tell();
    }
  }

  /** Runs the shutdown hooks; does not come back. */
  private static final class HookThread extends Thread {
    HookThread() {
      super("procession-exit");
      setDaemon(true);
    }

    @Override
    public void run() {
      System.exit(ChildMain.PARENT_GONE);
    }
  }
}
