package dev.procession.pool;

import dev.procession.internal.wire.ItemReader;
import dev.procession.internal.wire.ItemWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The result to come of a single task.
 *
 * <p>The loop must not complete it: that would decode the result and run dependent actions, both
 * user code, on the loop's thread. It only leaves the arrival here. Whoever waits for the future,
 * or asks for its state, completes it; if nobody does, the {@link Completer} will in a moment.
 *
 * @param <V> the result
 */
final class TaskFuture<V extends @Nullable Object> extends CompletableFuture<V> implements Call {
  private final PoolLoop loop;
  private final Completer completer;
  private final CallOptions options;
  private final ClassLoader loader;
  private final Object task;

  /** Null if the item sent is the task itself. */
  private final @Nullable CallFunction function;

  /** What to complete with in place of the task's own result. */
  private final @Nullable Replacement<V> replacement;

  /** Written once by the loop; read by any thread. */
  private volatile @Nullable Arrival arrival;

  /** Opens when there is an arrival, or somebody has completed the future by other means. */
  private final CountDownLatch settled = new CountDownLatch(1);

  /** A value known beforehand. */
  record Replacement<V extends @Nullable Object>(V value) {}

  TaskFuture(
      PoolLoop loop,
      Completer completer,
      CallOptions options,
      Object task,
      @Nullable CallFunction function,
      @Nullable Replacement<V> replacement) {
    this.loop = loop;
    this.completer = completer;
    this.options = options;
    this.loader = ItemRun.loaderOf(task);
    this.task = task;
    this.function = function;
    this.replacement = replacement;
  }

  /**
   * The chunk to send: the argument of the function, or the task.
   *
   * @throws dev.procession.NotSendableException if it cannot be sent
   */
  Chunk encode(@Nullable Object item, String what) {
    var items = new ItemWriter(512);
    items.addValue(item, what);
    return Chunk.of(this, items.items(), 0);
  }

  // ---- loop -------------------------------------------------------------------------------------

  @Override
  public @Nullable CallFunction function() {
    return function;
  }

  @Override
  public CallOptions options() {
    return options;
  }

  @Override
  public boolean cancelled() {
    return super.isCancelled();
  }

  @Override
  public void arrived(Arrival.Batch batch) {
    settle(batch);
  }

  @Override
  public void arrived(Arrival.Failed failed) {
    settle(failed);
  }

  @Override
  public void dropped(int items) {
    loop.finished(this);
  }

  @Override
  public void observe(int items, long nanos) {
    // A single task is a chunk by itself.
  }

  @Override
  public @Nullable Runnable asRunnable() {
    return task instanceof Runnable runnable ? runnable : this::run;
  }

  /** What {@code shutdownNow} hands out for a task that is not a Runnable. */
  private void run() {
    try {
      if (task instanceof Callable<?> callable) {
        callable.call();
      }
    } catch (Exception e) {
      throw RemoteStack.thrown(e);
    }
  }

  private void settle(Arrival what) {
    arrival = what;
    settled.countDown();
    completer.complete(this);
    loop.finished(this);
  }

  // ---- any thread -------------------------------------------------------------------------------

  /** Completes the future if the loop has left something; may run user code. */
  void publish() {
    Arrival what = arrival;
    if (what == null || super.isDone()) {
      return;
    }
    if (what instanceof Arrival.Failed failed) {
      super.completeExceptionally(failed.error());
    } else if (what instanceof Arrival.Batch batch) {
      publish(batch);
    }
  }

  @SuppressWarnings("unchecked")
  private void publish(Arrival.Batch batch) {
    try {
      ItemReader.Item item = batch.items().reader().next(loader, "the result");
      switch (item) {
        case ItemReader.Item.Failure(Throwable error) ->
            super.completeExceptionally(RemoteStack.marked(error, batch.pid()));
        case ItemReader.Item.Value(Object value) ->
            super.complete(replacement == null ? (V) value : replacement.value());
      }
    } catch (RuntimeException | Error e) {
      super.completeExceptionally(e);
    }
  }

  /** Waits, and throws what is to be thrown by a blocking call. */
  V await() {
    try {
      return get();
    } catch (InterruptedException e) {
      cancel(true);
      Thread.currentThread().interrupt();
      throw ItemRun.interrupted();
    } catch (ExecutionException e) {
      throw RemoteStack.thrown(e.getCause() == null ? e : e.getCause());
    }
  }

  @Override
  public V get() throws InterruptedException, ExecutionException {
    settled.await();
    publish();
    return super.get();
  }

  @Override
  public V get(long timeout, TimeUnit unit)
      throws InterruptedException, ExecutionException, TimeoutException {
    if (!settled.await(timeout, unit)) {
      throw new TimeoutException("the task has no result yet: waited=" + timeout + " " + unit);
    }
    publish();
    return super.get();
  }

  @Override
  public V join() {
    boolean interrupted = false;
    while (true) {
      try {
        settled.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    publish();
    return super.join();
  }

  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    publish();
    boolean cancelled = super.cancel(mayInterruptIfRunning);
    settled.countDown();
    if (cancelled) {
      loop.cancel(this, mayInterruptIfRunning);
    }
    return cancelled;
  }

  @Override
  public boolean complete(V value) {
    boolean completed = super.complete(value);
    settled.countDown();
    return completed;
  }

  @Override
  public boolean completeExceptionally(Throwable error) {
    boolean completed = super.completeExceptionally(error);
    settled.countDown();
    return completed;
  }

  @Override
  public void obtrudeValue(V value) {
    super.obtrudeValue(value);
    settled.countDown();
  }

  @Override
  public void obtrudeException(Throwable error) {
    super.obtrudeException(error);
    settled.countDown();
  }

  @Override
  public boolean isDone() {
    publish();
    return super.isDone();
  }

  @Override
  public boolean isCancelled() {
    publish();
    return super.isCancelled();
  }

  @Override
  public boolean isCompletedExceptionally() {
    publish();
    return super.isCompletedExceptionally();
  }

  @Override
  public State state() {
    publish();
    return super.state();
  }

  @Override
  public V getNow(V valueIfAbsent) {
    publish();
    return super.getNow(valueIfAbsent);
  }

  @Override
  public V resultNow() {
    publish();
    return super.resultNow();
  }

  @Override
  public Throwable exceptionNow() {
    publish();
    return super.exceptionNow();
  }

  @Override
  public <U> CompletableFuture<U> newIncompleteFuture() {
    return new CompletableFuture<>();
  }
}
