package dev.procession.internal.shm;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;

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
}
