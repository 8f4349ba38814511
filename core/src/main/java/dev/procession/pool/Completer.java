package dev.procession.pool;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Completes the futures of single tasks, so that the loop need not run user code.
 *
 * <p>A future whose result takes user code to read, or that has dependent actions, gets a virtual
 * thread of its own, which may be held up as long as that code likes. The others share one, which
 * exists only while there is something to do: a thread each would cost more than the work. If an
 * action is added to one of these in the very moment in which it is completed, and blocks, the next
 * future to come starts another thread.
 */
final class Completer {
  private static final long HELD_UP_NANOS = 5_000_000;

  private final ConcurrentLinkedQueue<TaskFuture<?>> waiting = new ConcurrentLinkedQueue<>();

  /** Whether a thread is looking after the queue. Set by whoever adds, cleared by that thread. */
  private final AtomicBoolean running = new AtomicBoolean();

  /** When the shared thread has begun with its future; written by it, read by the loop. */
  private volatile long began;

  /** Called by the loop, when the future has its arrival. */
  void complete(TaskFuture<?> future) {
    if (!future.isPlain()) {
      startThreadFor(future);
      return;
    }
    waiting.add(future);
    if (running.compareAndSet(false, true) || System.nanoTime() - began > HELD_UP_NANOS) {
      began = System.nanoTime();
      Thread.ofVirtual().name("procession-completer").start(this::run);
    }
  }

  private void run() {
    do {
      for (TaskFuture<?> next = waiting.poll(); next != null; next = waiting.poll()) {
        began = System.nanoTime();
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
