package dev.procession.pool;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Completes futures that nobody waits for, on threads where their dependent actions may block.
 *
 * <p>A virtual thread exists only while there are futures to complete. A future with dependent
 * actions gets a thread of its own, so that an action that blocks holds up nothing else.
 */
final class Completer {
  private final ConcurrentLinkedQueue<TaskFuture<?>> waiting = new ConcurrentLinkedQueue<>();

  /** Whether a thread is looking after the queue. Set by whoever adds, cleared by that thread. */
  private final AtomicBoolean running = new AtomicBoolean();

  /** Called by the loop. */
  void complete(TaskFuture<?> future) {
    waiting.add(future);
    if (running.compareAndSet(false, true)) {
      Thread.ofVirtual().name("procession-completer").start(this::run);
    }
  }

  private void run() {
    do {
      for (TaskFuture<?> next = waiting.poll(); next != null; next = waiting.poll()) {
        if (next.getNumberOfDependents() == 0) {
          next.publish();
        } else {
          Thread.ofVirtual().name("procession-callback").start(next::publish);
        }
      }
      running.set(false);
      // Something may have been added between the last look and the line above.
    } while (!waiting.isEmpty() && running.compareAndSet(false, true));
  }
}
