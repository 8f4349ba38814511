package dev.procession.pool;

import dev.procession.StartMethod;
import dev.procession.internal.ship.ClassDesk;
import dev.procession.internal.wire.ForeignLoaders;
import dev.procession.internal.wire.ItemReader;
import dev.procession.internal.wire.ItemWriter;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The result to come of a single task.
 *
 * <p>The loop must not complete it: that would decode the result and run dependent actions, both
 * user code, on the loop's thread. It leaves the arrival here, and the {@link Completer} does the
 * rest. A thread that waits for the future completes it by itself if that is faster, unless there
 * are dependent actions, which are not its business.
 *
 * @param <V> the result
 */
final class TaskFuture<V extends @Nullable Object> extends CompletableFuture<V> implements Call {
  private final PoolLoop loop;
  private final Completer completer;
  private final CallOptions options;

  /** The foreign class loader of task and argument, or null; written before the task is sent. */
  private @Nullable ClassLoader loader;

  private final Object task;

  /** Null if the item sent is the task itself. */
  private final @Nullable CallFunction function;

  /** What to complete with in place of the task's own result. */
  private final @Nullable Replacement<V> replacement;

  /** Written once by the loop; read by any thread. */
  private volatile @Nullable Arrival arrival;

  /** How many threads wait for the future, and will complete it. */
  private final AtomicInteger waiting = new AtomicInteger();

  /** Opens when there is an arrival, or somebody has completed the future by other means. */
  private final CountDownLatch settled = new CountDownLatch(1);

  /** Whether a thread has taken it upon itself to complete the future with the arrival. */
  private final AtomicBoolean publishing = new AtomicBoolean();

  /** Why the task failed, as it was; written by the publishing thread before it completes. */
  private volatile @Nullable Throwable failure;

  /** Set before the task is sent; null without one. */
  private @Nullable Deadline deadline;

  /** What is large of the task; set before the task is sent; null if nothing is. */
  private @Nullable Cargo cargo;

  /** Set by the loop when the time is up: nobody wants the result any more. */
  private volatile boolean expired;

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
    this.loader = function == null ? null : function.loader();
    this.task = task;
    this.function = function;
    this.replacement = replacement;
  }

  /**
   * The chunk to send: the argument of the function, or the task.
   *
   * @param method how the workers are started
   * @throws dev.procession.NotSendableException if it cannot be sent
   */
  Chunk encode(@Nullable Object item, String what, StartMethod method) {
    var items = new ItemWriter(512, loop.arguments());
    items.addValue(item, what);
    loader = ForeignLoaders.wider(loader, items.foreignLoader());
    StatefulFunction stateful =
        item == null || function != null ? null : StatefulFunction.of(item, loader, method, what);
    if (stateful != null) {
      items.discard();
      items.addValue(stateful, what);
    }
    if (items.hasParcels()) {
      cargo = new Cargo(loop.arguments());
      cargo.load(items, 0);
      loop.carries();
    }
    return Chunk.of(this, items.items(), 0);
  }

  /** It has been accepted, and its time begins to count. */
  void begin() {
    deadline = Deadline.start(loop, options.deadline(), this::expire);
  }

  // ---- loop -------------------------------------------------------------------------------------

  @Override
  public @Nullable CallFunction function() {
    return function;
  }

  @Override
  public int loader() {
    return ClassDesk.instance().number(loader);
  }

  @Override
  public ClassLoader resultLoader() {
    ClassLoader foreign = loader;
    return ForeignLoaders.orLocal(foreign);
  }

  @Override
  public CallOptions options() {
    return options;
  }

  @Override
  public boolean cancelled() {
    return expired || super.isCancelled();
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
    over();
  }

  private void over() {
    unload();
    if (deadline != null) {
      deadline.end();
    }
    loop.finished(this);
  }

  /** Lets go of what was to be sent: no worker will need it, or it has not been accepted. */
  void unload() {
    if (cargo != null) {
      cargo.unloadAll();
    }
  }

  /** The time is up. */
  private void expire() {
    Duration limit = options.deadline();
    if (limit == null || isSettled()) {
      return;
    }
    expired = true;
    String message = "the task was not done in time: deadline=" + limit;
    completer.expect(this);
    PromptThreads.start(
        "procession-callback",
        () -> {
          if (publishing.compareAndSet(false, true)) {
            fail(new DeadlineException(message, limit));
          }
          settled.countDown();
          completer.forget(this);
        });
    loop.cancel(this, true);
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
    completer.expect(this);
    arrival = what;
    boolean awaited = waiting.get() > 0;
    settled.countDown();
    if (isDone()) {
      completer.forget(this);
    } else if (!awaited) {
      completer.complete(this);
    }
    over();
  }

  // ---- any thread -------------------------------------------------------------------------------

  /** Whether it takes no user code to read what has arrived. */
  boolean isPlain() {
    return arrival instanceof Arrival.Batch batch && batch.items().isPlain();
  }

  /** Completes the future with what the loop has left; runs user code. */
  void publish() {
    Arrival what = arrival;
    if (what == null || !publishing.compareAndSet(false, true)) {
      return;
    }
    switch (what) {
      case Arrival.Failed failed -> fail(failed.error());
      case Arrival.Batch batch -> publish(batch);
    }
  }

  @SuppressWarnings("unchecked")
  private void publish(Arrival.Batch batch) {
    try {
      switch (batch.items().reader().next(resultLoader(), "the result")) {
        case ItemReader.Item.Failure(Throwable error) -> {
          Throwable marked = RemoteStack.marked(error, batch.pid());
          fail(marked, thrownByTask(marked));
        }
        case ItemReader.Item.Value(Object value) ->
            super.complete(replacement == null ? (V) value : replacement.value());
      }
    } catch (RuntimeException | Error e) {
      fail(e);
    }
  }

  /**
   * What to complete a future with if a task threw the error. Two kinds of exceptions mean
   * something else to a future: that it was cancelled itself, and that something before it failed.
   */
  static Throwable thrownByTask(Throwable error) {
    return error instanceof CancellationException || error instanceof CompletionException
        ? new CompletionException(error)
        : error;
  }

  private void fail(Throwable error) {
    fail(error, error);
  }

  private void fail(Throwable error, Throwable toTheFuture) {
    failure = error;
    super.completeExceptionally(toTheFuture);
  }

  /** What the task threw, or what became of it; null if it succeeded, or others completed this. */
  @Nullable Throwable failure() {
    return failure;
  }

  /** Waits, and throws what is to be thrown by a blocking call. */
  V await() {
    try {
      return get();
    } catch (InterruptedException e) {
      cancel(true);
      Thread.currentThread().interrupt();
      throw ItemRun.interrupted();
    } catch (ExecutionException | CancellationException e) {
      // Futures give some exceptions another meaning; the task's own is in the field.
      Throwable cause = failure;
      throw RemoteStack.thrown(cause == null ? e : cause);
    }
  }

  private boolean isSettled() {
    return settled.getCount() == 0;
  }

  /** The calling thread will complete the future if it may, so that no other need be started. */
  private void beginToWait() {
    waiting.getAndIncrement();
  }

  /** It waits no longer; whoever settled the future may have relied on it. */
  private void endToWait() {
    waiting.getAndDecrement();
    if (isDone()) {
      completer.forget(this);
    } else if (arrival != null) {
      completer.completeAlone(this);
    }
  }

  @Override
  public V get() throws InterruptedException, ExecutionException {
    if (!isDone()) {
      beginToWait();
      try {
        loop.assist(this::isSettled);
        settled.await();
        help();
      } finally {
        endToWait();
      }
    }
    return super.get();
  }

  @Override
  public V get(long timeout, TimeUnit unit)
      throws InterruptedException, ExecutionException, TimeoutException {
    long deadline = System.nanoTime() + unit.toNanos(timeout);
    if (!isDone()) {
      beginToWait();
      try {
        if (!settled.await(timeout, unit)) {
          throw new TimeoutException("the task has no result yet: waited=" + timeout + " " + unit);
        }
        if (isPlain() || arrival instanceof Arrival.Failed) {
          // User code that reads a result may take longer than there is time: another thread does
          // it.
          help();
        }
      } finally {
        endToWait();
      }
    }
    return super.get(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
  }

  @Override
  public V join() {
    boolean interrupted = false;
    beginToWait();
    try {
      loop.assist(this::isSettled);
      while (!isDone() && settled.getCount() > 0) {
        try {
          settled.await();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      help();
    } finally {
      endToWait();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return super.join();
  }

  /** Saves a waiting thread the time until the virtual thread runs. */
  private void help() {
    if (!isDone() && getNumberOfDependents() == 0) {
      publish();
    }
  }

  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
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
  public CompletableFuture<V> completeAsync(Supplier<? extends V> supplier, Executor executor) {
    Objects.requireNonNull(supplier, "supplier");
    executor.execute(
        () -> {
          try {
            if (!isDone()) {
              complete(supplier.get());
            }
          } catch (Throwable e) {
            completeExceptionally(e);
          }
        });
    return this;
  }

  /** Says how it went; asks nobody and decodes nothing. */
  @Override
  public String toString() {
    return "task["
        + switch (state()) {
          case RUNNING -> "not done";
          case SUCCESS -> "returned " + typeName(resultNow());
          case FAILED -> "failed with " + typeName(exceptionNow());
          case CANCELLED -> "cancelled";
        }
        + "]";
  }

  private static String typeName(@Nullable Object value) {
    return value == null ? "null" : value.getClass().getName();
  }

  @Override
  public <U> CompletableFuture<U> newIncompleteFuture() {
    return new CompletableFuture<>();
  }
}
