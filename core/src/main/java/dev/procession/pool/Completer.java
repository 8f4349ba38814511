package dev.procession.pool;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Completes the futures of single tasks, so that the loop need not run user code.
 *
 * <p>A future whose result takes user code to read, or that has dependent actions, gets a virtual
 * thread of its own, which may be held up as long as that code likes. The others share one, which
 * exists only while there is something to do: a thread each would cost more than the work.
 */
final class Completer {
  private final ConcurrentLinkedQueue<TaskFuture<?>> waiting = new ConcurrentLinkedQueue<>();

  /** Whether a thread is looking after the queue. Set by whoever adds, cleared by that thread. */
  private final AtomicBoolean running = new AtomicBoolean();

  /** Called by the loop, when the future has its arrival. */
  void complete(TaskFuture<?> future) {
    if (!future.isPlain()) {
      startThreadFor(future);
      return;
    }
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
          startThreadFor(next);
        }
      }
      running.set(false);
      // Something may have been added between the last look and the line above.
    } while (!waiting.isEmpty() && running.compareAndSet(false, true));
  }

  private static void startThreadFor(TaskFuture<?> future) {
    Thread.ofVirtual().name("procession-callback").start(future::publish);
  }
}
