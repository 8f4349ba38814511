package dev.procession.pool;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Completes the futures of single tasks, so that the loop need not run user code.
 *
 * <p>A future whose result takes user code to read, or that has dependent actions, gets a virtual
 * thread of its own, which may be held up as long as that code likes. The others share one, which
 * exists only while there is something to do: a thread each would cost more than the work. If an
 * action is added to one of these in the very moment in which it is completed, and blocks, another
 * thread goes on with the rest some milliseconds later.
 */
final class Completer {
  private static final long HELD_UP_NANOS = 5_000_000;
  private static final long LOOK_NANOS = 50_000;

  private final Timers timers;

  /** Looks whether the shared thread is held up; null if nobody has to. Used by the loop. */
  private Timers.@Nullable Timer look;

  private final ConcurrentLinkedQueue<TaskFuture<?>> waiting = new ConcurrentLinkedQueue<>();

  /** Whether a thread is looking after the queue. Set by the loop, cleared by that thread. */
  private final AtomicBoolean running = new AtomicBoolean();

  /** When the shared thread has begun with its future; written by it and the loop. */
  private volatile long began;

  /** Futures on their way. Written by the loop and by the threads that complete them. */
  private final Set<CompletableFuture<?>> unpublished = ConcurrentHashMap.newKeySet();

  /** With the timers of the loop. */
  Completer(Timers timers) {
    this.timers = timers;
  }

  // ---- loop -------------------------------------------------------------------------------------

  /** Completes a future that is expected and has its arrival. */
  void complete(TaskFuture<?> future) {
    if (!future.isPlain()) {
      completeAlone(future);
      return;
    }
    waiting.add(future);
    if (running.compareAndSet(false, true)) {
      startShared();
    } else if (look == null) {
      lookLater();
    }
  }

  private void startShared() {
    began = System.nanoTime();
    PromptThreads.start("procession-completer", this::run);
  }

  private void lookLater() {
    look = timers.at(System.nanoTime() + HELD_UP_NANOS, this::look);
  }

  private void look() {
    look = null;
    if (!waiting.isEmpty()) {
      if (System.nanoTime() - began >= HELD_UP_NANOS) {
        startShared();
      }
      lookLater();
    }
  }

  // ---- any thread -------------------------------------------------------------------------------

  /** Somebody is about to complete a future: see {@link #awaitDone}. */
  void expect(CompletableFuture<?> future) {
    unpublished.add(future);
  }

  /** The future is done. */
  void forget(CompletableFuture<?> future) {
    unpublished.remove(future);
  }

  /** Completes a future that is expected and has its arrival, on a thread of its own. */
  void completeAlone(TaskFuture<?> future) {
    PromptThreads.start("procession-callback", () -> publish(future));
  }

  // ---- threads that complete --------------------------------------------------------------------

  private void run() {
    do {
      for (TaskFuture<?> next = waiting.poll(); next != null; next = waiting.poll()) {
        began = System.nanoTime();
        if (next.getNumberOfDependents() == 0) {
          publish(next);
        } else {
          completeAlone(next);
        }
      }
      running.set(false);
      // Something may have been added between the last look and the line above.
    } while (!waiting.isEmpty() && running.compareAndSet(false, true));
  }

  private void publish(TaskFuture<?> future) {
    try {
      future.publish();
    } finally {
      if (future.isDone()) {
        // Else another thread is at it, and will do this.
        forget(future);
      }
    }
  }

  // ---- the end ----------------------------------------------------------------------------------

  /**
   * Waits until all futures that have been settled are done, so that nobody sees a pool that has
   * terminated, and a task of it that has not. User code that reads a result holds nobody up for
   * ever.
   *
   * @param nanos the longest wait
   */
  void awaitDone(long nanos) {
    long begin = System.nanoTime();
    while (!unpublished.stream().allMatch(CompletableFuture::isDone)
        && System.nanoTime() - begin < nanos) {
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }
}
