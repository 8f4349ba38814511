package dev.procession.benchmarks.channel;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Waits until the other side listens. */
final class Patience {
  private static final Duration AT_MOST = Duration.ofSeconds(30);
  private static final Duration PAUSE = Duration.ofMillis(1);

  private Patience() {}

  interface Attempt<T> {
    T run() throws IOException;
  }

  /** Tries again and again. */
  static <T> T connect(Attempt<T> attempt) throws IOException {
    long start = System.nanoTime();
    while (true) {
      try {
        return attempt.run();
      } catch (IOException e) {
        if (System.nanoTime() - start > AT_MOST.toNanos()) {
          throw e;
        }
        LockSupport.parkNanos(PAUSE.toNanos());
      }
    }
  }
}
