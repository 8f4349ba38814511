package dev.procession.pool;

import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Tells which of several futures are done, in the order in which they are. Used by one thread.
 *
 * <p>What is attached to the futures for that is detached again when this is closed: who looks at a
 * long-lived future every second must not leave something there each time. Futures have no method
 * for that, but those that {@code anyOf} has looked at forget it once another is done.
 *
 * @param <F> the futures
 */
final class Completions<F extends CompletableFuture<?>> implements AutoCloseable {
  /** Added to by whoever completes a future. */
  private final LinkedBlockingQueue<F> done = new LinkedBlockingQueue<>();

  /** Done when nobody waits any more. */
  private final CompletableFuture<Void> closed = new CompletableFuture<>();

  /** Begins to look at futures, each of which is there once. */
  Completions(Collection<F> futures) {
    for (F future : futures) {
      if (future.isDone()) {
        done.add(future);
      } else {
        CompletableFuture.anyOf(future, closed).whenComplete((_, _) -> note(future));
      }
    }
  }

  private void note(F future) {
    if (!closed.isDone()) {
      done.add(future);
    }
  }

  /** One more that is done; null if there is none now. */
  @Nullable F poll() {
    return done.poll();
  }

  /** Waits for one more that is done; null if there is none in time. */
  @Nullable F poll(long nanos) throws InterruptedException {
    return done.poll(nanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public void close() {
    closed.complete(null);
  }
}
