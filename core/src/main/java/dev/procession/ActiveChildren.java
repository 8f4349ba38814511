package dev.procession;

import dev.procession.internal.child.ChildRun;
import dev.procession.internal.child.ThreadRun;
import dev.procession.internal.proc.ProcessEnd;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The children of this process that run, and what becomes of them when it ends.
 *
 * <p>One shutdown hook decides that, in the program as in each of its children. A JVM that ends
 * because its last thread has ended, or because of {@code System.exit}, ends its daemons and waits
 * for the others. One that a signal ends takes all with it.
 */
final class ActiveChildren {
  private static final ActiveChildren INSTANCE = new ActiveChildren();

  /** What children have when this process is told to end. */
  private static final Duration GRACE = Duration.ofSeconds(2);

  /** How often the end of the process looks for children that are new, or wait for it. */
  private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

  /** Guarded by this; in order of their start. */
  private final Map<ChildRun, ChildProcess> running = new LinkedHashMap<>();

  /** Guarded by this. */
  private boolean hooked;

  private ActiveChildren() {}

  static ActiveChildren instance() {
    return INSTANCE;
  }

  void add(ChildProcess child, ChildRun run) {
    synchronized (this) {
      if (!hooked) {
        hooked = true;
        ProcessEnd.onShutdown(this::endAll);
      }
      running.put(run, child);
    }
    run.exit().thenRun(() -> remove(run));
  }

  private synchronized void remove(ChildRun run) {
    running.remove(run);
  }

  synchronized List<ChildProcess> list() {
    return running.entrySet().stream()
        .filter(entry -> !entry.getKey().exit().isDone())
        .map(Map.Entry::getValue)
        .toList();
  }

  private synchronized Map<ChildRun, ChildProcess> snapshot() {
    return new LinkedHashMap<>(running);
  }

  /** Called when this process ends, before its last spare and its last thread go. */
  private void endAll(ProcessEnd.Cause cause) {
    Map<ChildRun, ChildProcess> children = snapshot();
    if (children.isEmpty()) {
      return;
    }
    if (cause == ProcessEnd.Cause.TERMINAL_INTERRUPT) {
      System.err.println("procession: interrupted, stopping child processes: " + children.size());
    }
    List<Thread> stoppers = new ArrayList<>();
    children.forEach(
        (run, child) -> {
          if (cause != ProcessEnd.Cause.NORMAL) {
            stoppers.add(stopper(run, true));
          } else if (child.isDaemon()) {
            stoppers.add(stopper(run, false));
          }
        });
    try {
      if (cause == ProcessEnd.Cause.NORMAL) {
        awaitOthers();
      }
      for (Thread stopper : stoppers) {
        stopper.join();
      }
    } catch (InterruptedException endNow) {
      // Someone wants this hook to end; the kernel tells the children when the process is gone.
      Thread.currentThread().interrupt();
    }
  }

  /** Not a virtual thread: those of the program may keep all processors that such threads have. */
  private static Thread stopper(ChildRun run, boolean interruptFirst) {
    return Thread.ofPlatform()
        .daemon()
        .name("procession-stop")
        .start(() -> stop(run, interruptFirst));
  }

  /**
   * Waits for those that are no daemons, also for any that other shutdown hooks start meanwhile;
   * Ctrl-C ends the wait and them.
   */
  private void awaitOthers() throws InterruptedException {
    ProcessEnd.onSignal(() -> others().forEach(run -> stopper(run, true)));
    for (List<ChildRun> left = others(); !left.isEmpty(); left = others()) {
      left.getFirst().await(LOOK_AGAIN);
    }
  }

  private List<ChildRun> others() {
    List<ChildRun> others = new ArrayList<>();
    snapshot()
        .forEach(
            (run, child) -> {
              // A thread of this process that ends the process waits for what waits for it here.
              boolean waits = run instanceof ThreadRun thread && thread.endsProcess();
              if (!child.isDaemon() && !run.exit().isDone() && !waits) {
                others.add(run);
              }
            });
    return others;
  }

  /** In stages; a daemon is not asked first, since the end of the program is not news to it. */
  private static void stop(ChildRun run, boolean interruptFirst) {
    try {
      if (interruptFirst) {
        run.stop(GRACE, false);
        return;
      }
      run.terminate();
      if (!run.await(GRACE)) {
        run.kill();
        run.await(GRACE);
      }
    } catch (InterruptedException impossible) {
      // Nobody has a reference to this thread.
      throw new IllegalStateException(impossible);
    }
  }
}
