package dev.procession.pool;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** {@code invokeAny}: the first task that succeeds decides, the others are stopped. */
final class FirstResult {
  private FirstResult() {}

  static <V extends @Nullable Object> V of(
      ProcessPool pool, Collection<? extends Callable<V>> tasks, long nanos)
      throws InterruptedException, ExecutionException, TimeoutException {
    long deadline = System.nanoTime() + nanos;
    BlockingQueue<CompletableFuture<V>> done = new LinkedBlockingQueue<>();
    List<CompletableFuture<V>> futures = new ArrayList<>(tasks.size());
    try {
      for (Callable<V> task : tasks) {
        CompletableFuture<V> future = pool.submit(task);
        futures.add(future);
        future.whenComplete((value, error) -> done.add(future));
      }
      ExecutionException last = null;
      for (int i = 0; i < futures.size(); i++) {
        CompletableFuture<V> next = done.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        if (next == null) {
          throw new TimeoutException(
              "no task has succeeded yet: done=" + i + ", of=" + tasks.size());
        }
        try {
          return next.get();
        } catch (ExecutionException e) {
          last = e;
        } catch (CancellationException e) {
          // Of one task: it has thrown that, or has been stopped; the others may succeed.
          last = new ExecutionException(e);
        }
      }
      if (last == null) {
        throw new IllegalStateException("no task");
      }
      throw last;
    } finally {
      futures.forEach(future -> future.cancel(true));
    }
  }
}
