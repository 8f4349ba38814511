package dev.procession.internal.ready;

import dev.procession.internal.ffm.Syscalls;

/** Sleeps, on a thread of its own, until something may be ready; for one round of a wait. */
public abstract class Sleeper {
  /** So that a sleeper that is woken for nothing does not go round at full speed. */
  static final long FOREVER = Long.MAX_VALUE;

  private final Thread thread;

  /** Written by the waiting thread, read by this. */
  private volatile boolean stopped;

  /** Will run {@code bell} when it has slept, whatever has woken it. */
  Sleeper(Runnable bell) {
    thread =
        Thread.ofPlatform()
            .daemon()
            .inheritInheritableThreadLocals(false)
            .name("procession-wait")
            .unstarted(() -> run(bell));
  }

  private void run(Runnable bell) {
    try {
      sleep();
    } catch (InterruptedException | RuntimeException | Error lookAgain) {
      // What is wrong shows to who looks.
    } finally {
      if (!stopped) {
        bell.run();
      }
    }
  }

  /** Returns when something may be ready, or soon after {@link #wake}. */
  abstract void sleep() throws InterruptedException;

  /** Ends the sleep. */
  void wake() {
    thread.interrupt();
  }

  /** Begins to sleep. */
  public final void start() {
    thread.start();
  }

  /** Ends the sleep, without waiting for that. */
  public final void stop() {
    stopped = true;
    wake();
  }

  /** Waits until the thread has ended; an interrupt is left for later. */
  public final void join() {
    boolean interrupted = false;
    while (true) {
      try {
        thread.join();
        break;
      } catch (InterruptedException later) {
        interrupted = true;
      }
    }
    release();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** The thread has ended. */
  void release() {}

  /** Sleeps for one thing. */
  public static Sleeper of(Awaitable thing, Runnable bell) {
    return new Sleeper(bell) {
      @Override
      void sleep() throws InterruptedException {
        while (!thing.isReady()) {
          thing.await(FOREVER);
        }
      }
    };
  }

  /** Whether waiting for channels is left to the kernel, and not to a selector of the JDK. */
  static boolean usesKernel() {
    return Syscalls.available();
  }
}
