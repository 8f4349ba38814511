package dev.procession.server;

import dev.procession.sync.SharedSemaphore;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * The places for connections of one worker: some of its own, and if the server as a whole has a
 * limit, some that it shares with the others. Who waits for a connection has a place already, so
 * that there are never more connections than places. Shared places of a worker that is killed are
 * free again by themselves.
 */
final class Places implements AcceptLoop.Waiter {
  private final Semaphore own;
  private final @Nullable SharedSemaphore all;

  Places(int own, @Nullable SharedSemaphore all) {
    this.own = new Semaphore(own);
    this.all = all;
  }

  /** Waits for a place: until there is one, or the thread is interrupted. */
  @Override
  public void take() throws InterruptedException {
    own.acquire();
    if (all != null) {
      boolean taken = false;
      try {
        all.acquire();
        taken = true;
      } finally {
        if (!taken) {
          own.release();
        }
      }
    }
  }

  @Override
  public void give() {
    if (all != null) {
      all.release();
    }
    own.release();
  }
}
