package dev.procession.pool;

import java.time.Duration;

/**
 * Watches time limits, and stops items: by an interrupt, and if that does not help, by killing the
 * worker. Used by the loop alone.
 */
final class Stopper {
  private final PoolLoop loop;
  private final Dispatcher dispatcher;
  private final Timers timers;
  private final Duration grace;

  Stopper(PoolLoop loop, Dispatcher dispatcher, Timers timers, Duration grace) {
    this.loop = loop;
    this.dispatcher = dispatcher;
    this.timers = timers;
    this.grace = grace;
  }

  /** Sees to it that no item of a chunk that a worker holds goes on for longer than its limit. */
  void watchLimit(Worker worker, Chunk chunk, long from) {
    Duration limit = chunk.call.options().taskTimeout();
    if (limit != null) {
      long nanos = Timers.nanos(limit);
      chunk.limitTimer = timers.at(from + nanos, () -> checkLimit(worker, chunk, nanos));
    }
  }

  /** Looks whether the item that runs is over its limit, and when to look again. */
  private void checkLimit(Worker worker, Chunk chunk, long limit) {
    int running = worker.running(chunk);
    long now = System.nanoTime();
    long began = worker.child.slot().itemBegan();
    // If nothing runs, or this one is being stopped: the next item's limit ends no earlier.
    long from = now;
    if (running != Chunk.NONE && now - began < limit) {
      from = began;
    } else if (running != Chunk.NONE && running != chunk.stopped) {
      stop(worker, chunk, running, true);
    }
    watchLimit(worker, chunk, from);
  }

  /** Interrupts an item, and kills its worker if it is still running after the grace period. */
  void stop(Worker worker, Chunk chunk, int item, boolean byLimit) {
    chunk.stop(item, byLimit);
    loop.control(worker, Worker.interrupt(chunk, item));
    Timers.cancel(chunk.graceTimer);
    chunk.graceTimer =
        timers.after(
            grace,
            () -> {
              if (worker.running(chunk) == item) {
                condemn(worker, chunk, item);
              }
            });
  }

  /**
   * Kills a worker for what it runs. First everything else is taken back, so that nothing new can
   * begin; then it is looked again, so that the item after this one cannot be hit.
   */
  void condemn(Worker worker, Chunk chunk, int item) {
    dispatcher.takeBackAll(worker);
    if (worker.running(chunk) == item) {
      loop.condemn(worker);
      dispatcher.place(worker);
    }
  }
}
