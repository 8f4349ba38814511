package dev.procession.internal.proc;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/**
 * The end of this process: what is to be done, in which order, and what caused it.
 *
 * <p>A single shutdown hook, since the JVM runs several at once in any order: first what others
 * have asked for, then the spares go, then the threads that a JVM would wait for.
 */
public final class ProcessEnd {
  /** Guarded by the class. */
  private static final List<Consumer<Cause>> ACTIONS = new ArrayList<>();

  /** Opened when all has been done that others have asked for. */
  private static final CountDownLatch DONE = new CountDownLatch(1);

  /** Guarded by the class. */
  private static boolean hooked;

  /** Set by the hook before it does anything; read by any thread. */
  private static volatile boolean begun;

  /** Why a process ends. */
  public enum Cause {
    /** Its last thread has ended, or someone has called {@code System.exit}. */
    NORMAL,
    /** Ctrl-C. */
    TERMINAL_INTERRUPT,
    /** Another signal, or the end of its parent. */
    TOLD
  }

  private ProcessEnd() {}

  /** Has something done at the end, before spares and threads go. */
  public static synchronized void onShutdown(Consumer<Cause> action) {
    ACTIONS.add(action);
    hook();
  }

  /** Sees to it that spares and threads of Procession do not delay the end. */
  static synchronized void hook() {
    if (hooked) {
      return;
    }
    hooked = true;
    try {
      Runtime.getRuntime().addShutdownHook(new Thread(ProcessEnd::run, "procession-end"));
      ControlThread.retireAfter(DONE);
    } catch (IllegalStateException endingAlready) {
      // Children that are started now end with the kernel's help.
    }
  }

  /** Whether this process is ending, so that nothing new should be begun. */
  public static boolean hasBegun() {
    return begun;
  }

  private static void run() {
    begun = true;
    Cause cause = cause();
    List<Consumer<Cause>> actions;
    synchronized (ProcessEnd.class) {
      actions = List.copyOf(ACTIONS);
    }
    try {
      actions.forEach(action -> action.accept(cause));
      // Children may need it to their end.
      MemoryEnd.programEnds();
    } finally {
      DONE.countDown();
    }
    AotTrainer.instance().retire();
    Spares.instance().retire();
    Supervisor.instance().retire();
  }

  /** The JVM handles a signal on a thread of this name, which then waits for the hooks. */
  private static Cause cause() {
    if (ParentEnd.end().isDone()) {
      return Cause.TOLD;
    }
    for (Thread thread : OtherThreads.all()) {
      String name = thread == null ? "" : thread.getName();
      if (name.equals("SIGINT handler")) {
        return Cause.TERMINAL_INTERRUPT;
      }
      if (name.equals("SIGTERM handler") || name.equals("SIGHUP handler")) {
        return Cause.TOLD;
      }
    }
    return Cause.NORMAL;
  }

  /** Has something done when a signal asks for the end of a process that is ending already. */
  public static void onSignal(Runnable action) {
    for (String signal : List.of("INT", "TERM", "HUP")) {
      try {
        sun.misc.Signal.handle(new sun.misc.Signal(signal), caught -> action.run());
      } catch (IllegalArgumentException | NoClassDefFoundError notAvailableHere) {
        // Then the end takes as long as the children do.
      }
    }
  }
}
