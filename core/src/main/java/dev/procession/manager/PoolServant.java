package dev.procession.manager;

import dev.procession.Fn;
import dev.procession.Fn2;
import dev.procession.Task;
import dev.procession.pool.CallOptions;
import dev.procession.pool.ProcessPool;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A pool in the manager. Each call has a thread, which an interrupt of its caller interrupts. */
final class PoolServant implements ManagedPool {
  private final ProcessPool pool;

  PoolServant(ProcessPool pool) {
    this.pool = pool;
  }

  /** The pool says by a flag that its caller was interrupted. */
  private static <V extends @Nullable Object> V interruptible(Supplier<V> call)
      throws InterruptedException {
    try {
      return call.get();
    } catch (CancellationException e) {
      if (Thread.interrupted()) {
        var interrupted = new InterruptedException("interrupted while waiting for a pool");
        interrupted.initCause(e);
        throw interrupted;
      }
      throw e;
    }
  }

  @Override
  public <V extends @Nullable Object> V apply(Task<V> task) throws InterruptedException {
    return interruptible(() -> pool.apply(task));
  }

  @Override
  public <T extends @Nullable Object, R extends @Nullable Object> R apply(
      Fn<? super T, ? extends R> fn, T argument) throws InterruptedException {
    return interruptible(() -> pool.<T, R>apply(fn, argument));
  }

  @Override
  public <T extends @Nullable Object, R extends @Nullable Object> List<R> map(
      Fn<? super T, ? extends R> fn, Collection<? extends T> items) throws InterruptedException {
    return interruptible(() -> pool.<T, R>map(fn, items));
  }

  @Override
  public <T extends @Nullable Object, R extends @Nullable Object> List<R> map(
      Fn<? super T, ? extends R> fn,
      Collection<? extends T> items,
      SendableOperator<CallOptions> options)
      throws InterruptedException {
    return interruptible(() -> pool.<T, R>map(fn, items, options));
  }

  @Override
  public <T extends @Nullable Object, U extends @Nullable Object, R extends @Nullable Object>
      List<R> starmap(
          Fn2<? super T, ? super U, ? extends R> fn,
          Collection<? extends Map.Entry<? extends T, ? extends U>> pairs)
          throws InterruptedException {
    return interruptible(() -> pool.<T, U, R>starmap(fn, pairs));
  }

  @Override
  public List<Long> workerPids() {
    return pool.workerPids();
  }

  @Override
  public void shutdown() {
    pool.shutdown();
  }

  @Override
  public void shutdownNow() {
    pool.shutdownNow();
  }

  @Override
  public boolean isShutdown() {
    return pool.isShutdown();
  }

  @Override
  public boolean isTerminated() {
    return pool.isTerminated();
  }

  @Override
  public boolean awaitTermination(long time, TimeUnit unit) throws InterruptedException {
    return pool.awaitTermination(time, unit);
  }

  @Override
  public void close() {
    pool.close();
  }

  @Override
  public String toString() {
    return "ManagedPool[" + pool + "]";
  }
}
