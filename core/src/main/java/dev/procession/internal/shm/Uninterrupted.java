package dev.procession.internal.shm;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import org.jspecify.annotations.Nullable;

/**
 * Work on file channels in threads that may be interrupted, which would close the channel. The work
 * is short: it begins again, and the interrupt is kept for the caller.
 */
final class Uninterrupted {
  private Uninterrupted() {}

  /** Work that can be done again from the beginning. */
  interface Work<T> {
    T run() throws IOException;
  }

  static <T> T run(Work<T> work) throws IOException {
    boolean interrupted = Thread.interrupted();
    try {
      while (true) {
        try {
          return work.run();
        } catch (ClosedByInterruptException again) {
          interrupted = true;
          // The thread's flag is set again, and would close the next channel as well.
          Thread.interrupted();
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * Does work with a channel that is to stay open: on a thread of its own, which nobody knows and
   * so nobody interrupts.
   */
  static <T> T apart(Work<T> work) throws IOException {
    var errand = new Errand<>(work);
    Thread thread =
        Thread.ofPlatform()
            .daemon()
            .inheritInheritableThreadLocals(false)
            .name("procession-memory")
            .start(errand);
    boolean interrupted = false;
    while (true) {
      try {
        thread.join();
        break;
      } catch (InterruptedException later) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return errand.result();
  }

  /** Work and how it ended. */
  private static final class Errand<T> implements Runnable {
    private final Work<T> work;
    private @Nullable T done;
    private @Nullable Throwable failure;

    Errand(Work<T> work) {
      this.work = work;
    }

    @Override
    public void run() {
      try {
        done = work.run();
      } catch (IOException | RuntimeException | Error e) {
        failure = e;
      }
    }

    T result() throws IOException {
      switch (failure) {
        case IOException e -> throw e;
        case RuntimeException e -> throw e;
        case Error e -> throw e;
        case null, default -> {}
      }
      if (done == null) {
        throw new IllegalStateException("no result");
      }
      return done;
    }
  }
}
