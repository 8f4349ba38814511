package dev.procession.pool;

import dev.procession.internal.shm.ParcelShelf;
import java.time.Duration;

/**
 * Sees to it that memory for large values is kept while more of them are likely, and no longer.
 * Used by the loop, but for {@link #isNews}.
 */
final class Tidying {
  /** After so long without a large value none is expected. */
  private static final Duration IDLE = Duration.ofSeconds(2);

  private final PoolLoop loop;
  private final ParcelShelf arguments;
  private final Crew crew;

  /** When a large value was last seen, in the time of {@link System#nanoTime()}. By any thread. */
  private volatile long lastUse;

  /** Whether it will be looked again. Written by the loop, read by any thread. */
  private volatile boolean watching;

  Tidying(PoolLoop loop, ParcelShelf arguments, Crew crew) {
    this.loop = loop;
    this.arguments = arguments;
    this.crew = crew;
  }

  /** Notes a use; says whether the loop has to hear of it. Called by any thread. */
  boolean isNews() {
    lastUse = System.nanoTime();
    return !watching;
  }

  /** Large values are on their way. */
  void used() {
    if (isNews()) {
      watching = true;
      loop.later(IDLE, this::look);
    }
  }

  /** Large results of a worker have been taken over, and it may wait for that. */
  void carried(Worker worker) {
    used();
    if (worker.state == Worker.State.LEAVING) {
      worker.tidy(false);
      loop.flushLater(worker);
    }
  }

  private void look() {
    watching = false;
    long left = IDLE.toNanos() - (System.nanoTime() - lastUse);
    if (left > 0) {
      watching = true;
      loop.later(Duration.ofNanos(left), this::look);
      return;
    }
    arguments.tidy(true);
    for (Worker worker : crew.workers()) {
      worker.tidy(true);
      loop.flushLater(worker);
    }
  }
}
