package dev.procession.pool;

import dev.procession.internal.proc.ResidentMemory;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the memory of workers that run items with a limit, again and again as long as there are
 * such, and kills those that have too much. Used by the loop alone.
 */
final class MemoryWatch {
  private static final long PERIOD_NANOS = 50_000_000;

  private final Timers timers;
  private final Stopper stopper;
  private final Iterable<Worker> busy;

  /** The next look; null if nothing with a limit is out. */
  private Timers.@Nullable Timer timer;

  /** Watches those of the busy workers that need it. */
  MemoryWatch(Timers timers, Stopper stopper, Iterable<Worker> busy) {
    this.timers = timers;
    this.stopper = stopper;
    this.busy = busy;
  }

  /** A worker gets a chunk. */
  void watch(Chunk chunk) {
    if (chunk.call.options().memoryLimit() > 0 && timer == null) {
      timer = timers.at(System.nanoTime() + PERIOD_NANOS, this::look);
    }
  }

  private void look() {
    timer = null;
    List<Worker> workers = new ArrayList<>();
    busy.forEach(workers::add);
    for (Worker worker : workers) {
      for (Chunk chunk : worker.chunks()) {
        watch(chunk);
        look(worker, chunk);
      }
    }
  }

  private void look(Worker worker, Chunk chunk) {
    long limit = chunk.call.options().memoryLimit();
    int running = limit > 0 ? worker.running(chunk) : Chunk.NONE;
    if (running == Chunk.NONE || chunk.bloated(running) > 0) {
      return;
    }
    long resident = ResidentMemory.of(worker.pid());
    // Looked at again: what has been measured may be another item's by now.
    if (resident > limit && worker.running(chunk) == running) {
      chunk.bloat(running, resident);
      stopper.condemn(worker, chunk, running);
    }
  }
}
