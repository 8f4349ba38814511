package dev.procession.pool;

import dev.procession.Action;
import dev.procession.Fn;
import dev.procession.Fn2;
import dev.procession.StartMethod;
import dev.procession.Task;
import dev.procession.internal.proc.ResidentMemory;
import dev.procession.internal.proc.Waits;
import dev.procession.internal.stub.ActionCodec;
import dev.procession.internal.wire.WireOutput;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a user holds: turns calls into chunks for the {@link PoolLoop}. Has no state of its own;
 * when it becomes unreachable, the loop is told to finish what it has and end.
 */
final class PoolImpl implements ProcessPool {
  private static final System.Logger LOG = System.getLogger("dev.procession.pool");
  private static final Cleaner CLEANER = Cleaner.create();

  private final PoolConfig config;
  private final CallGate gate;
  private final PoolLoop loop;
  private final Completer completer;

  /** Whether it is everybody's, so that nobody can end it. */
  private final boolean common;

  private PoolImpl(PoolConfig config, CallGate gate, PoolLoop loop, boolean common) {
    this.config = config;
    this.common = common;
    this.gate = gate;
    this.loop = loop;
    this.completer = loop.completer();
  }

  static ProcessPool open(PoolConfig config) {
    return open(config, false);
  }

  /** A pool that only {@link #endCommon} ends. */
  static PoolImpl openCommon(PoolConfig config) {
    return open(config, true);
  }

  private static PoolImpl open(PoolConfig config, boolean common) {
    requireMeasurable(config.call(), config);
    WireOutput initializer = encodeInitializer(config);
    var gate = new CallGate(config.name());
    var loop = new PoolLoop(config, gate, initializer.toByteArray(), initializer.foreignLoader());
    loop.start();
    var pool = new PoolImpl(config, gate, loop, common);
    CLEANER.register(pool, new Abandoned(config.name(), gate, loop));
    return pool;
  }

  private static WireOutput encodeInitializer(PoolConfig config) {
    var out = new WireOutput(256).forMany();
    Action action = config.initializer();
    ActionCodec.write(out, action, Protocol.INITIALIZER);
    StatefulFunction stateful =
        action == null
            ? null
            : StatefulFunction.of(
                action, out.foreignLoader(), config.context().startMethod(), Protocol.INITIALIZER);
    if (stateful != null) {
      out.rewind(0);
      ActionCodec.write(out, stateful, Protocol.INITIALIZER);
    }
    return out;
  }

  /** What is done when a pool has become unreachable. Must not refer to the pool itself. */
  private record Abandoned(String name, CallGate gate, PoolLoop loop) implements Runnable {
    @Override
    public void run() {
      if (!gate.isShut()) {
        LOG.log(
            System.Logger.Level.WARNING,
            "a pool became unreachable while it was open and is closed now: pool={0};"
                + " close it, best with try-with-resources",
            name);
        loop.shutdown();
      }
    }
  }

  // ---- one task ---------------------------------------------------------------------------------

  @Override
  public <V extends @Nullable Object> V apply(Task<V> task) {
    try {
      return this.<V>send(task, config.call(), null).await();
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  @Override
  public <T extends @Nullable Object, R extends @Nullable Object> R apply(
      Fn<? super T, ? extends R> fn, T argument) {
    Objects.requireNonNull(fn, "fn");
    CallFunction function = CallFunction.of(fn, config.context().startMethod());
    var future = new TaskFuture<R>(loop, completer, config.call(), fn, function, null);
    try {
      return send(future, argument, "the argument").await();
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  @Override
  public <V extends @Nullable Object> CompletableFuture<V> submit(Task<V> task) {
    return send(task, config.call(), null);
  }

  @Override
  public <V extends @Nullable Object> CompletableFuture<V> submit(
      Task<V> task, UnaryOperator<CallOptions> options) {
    return send(task, options(options), null);
  }

  @Override
  public CompletableFuture<?> submit(Action action) {
    return send(action, config.call(), null);
  }

  @Override
  public <V extends @Nullable Object> CompletableFuture<V> submit(Callable<V> task) {
    return send(task, config.call(), null);
  }

  @Override
  public CompletableFuture<?> submit(Runnable task) {
    return send(task, config.call(), null);
  }

  @Override
  public <V extends @Nullable Object> CompletableFuture<V> submit(Runnable task, V result) {
    return send(task, config.call(), new TaskFuture.Replacement<>(result));
  }

  @Override
  public void execute(Action action) {
    executeRunnable(action);
  }

  @Override
  public void execute(Runnable task) {
    executeRunnable(task);
  }

  private void executeRunnable(Runnable task) {
    TaskFuture<Object> future = send(task, config.call(), null);
    future.whenComplete(
        (nothing, ignored) -> {
          Throwable failure = future.failure();
          if (failure != null) {
            LOG.log(System.Logger.Level.WARNING, "an executed action failed", failure);
          }
        });
  }

  private <V extends @Nullable Object> TaskFuture<V> send(
      Object task, CallOptions options, TaskFuture.@Nullable Replacement<V> replacement) {
    Objects.requireNonNull(task, "task");
    boolean stateful = config.context().startMethod() == StartMethod.FORK;
    PlainLambda lambda = stateful ? null : PlainLambda.of(task);
    CallFunction function = lambda == null ? null : lambda.function();
    var future = new TaskFuture<V>(loop, completer, options, task, function, replacement);
    return send(future, lambda == null ? task : lambda.captured(), "the task");
  }

  private <V extends @Nullable Object> TaskFuture<V> send(
      TaskFuture<V> future, @Nullable Object item, String what) {
    loop.requireStack();
    Chunk chunk = future.encode(item, what, config.context().startMethod());
    enter(future);
    future.begin();
    loop.run(chunk);
    return future;
  }

  private void enter(TaskFuture<?> future) {
    boolean accepted = false;
    try {
      gate.enter();
      accepted = true;
    } finally {
      if (!accepted) {
        future.unload();
      }
    }
  }

  private CallOptions options(UnaryOperator<CallOptions> change) {
    Objects.requireNonNull(change, "options");
    CallOptions options = Objects.requireNonNull(change.apply(config.call()), "options");
    requireMeasurable(options, config);
    return options;
  }

  /** A limit that nobody can hold must not be ignored. */
  private static void requireMeasurable(CallOptions options, PoolConfig config) {
    if (options.memoryLimit() == 0) {
      return;
    }
    boolean threads = config.context().startMethod() == StartMethod.THREAD;
    if (threads || !ResidentMemory.isKnown()) {
      throw new UnsupportedOperationException(
          "the memory of a worker cannot be told "
              + (threads ? "from the program's, since it is a thread" : "on this system")
              + ": memoryLimit="
              + options.memoryLimit()
              + ", pool="
              + config.name()
              + (threads
                  ? "; leave it out, or use processes"
                  : "; leave it out, or limit the heap with Context.maxHeap"));
    }
  }

  // ---- many items -------------------------------------------------------------------------------

  @Override
  @SuppressWarnings("unchecked")
  public <T extends @Nullable Object, R extends @Nullable Object> List<R> map(
      Fn<? super T, ? extends R> fn,
      Iterable<? extends T> items,
      UnaryOperator<CallOptions> options) {
    ItemRun run = start(fn, items, options(options), new ItemRun.Shape(true, false, false));
    try {
      return (List<R>) ResultList.gather(run);
    } catch (ResultList.ItemFailed e) {
      throw RemoteStack.thrown(e.error);
    } catch (RuntimeException | Error e) {
      run.cancel();
      throw e;
    } catch (Throwable e) {
      throw RemoteStack.thrown(e);
    }
  }

  @Override
  public <T extends @Nullable Object, R extends @Nullable Object>
      CompletableFuture<List<R>> mapAsync(
          Fn<? super T, ? extends R> fn,
          Iterable<? extends T> items,
          UnaryOperator<CallOptions> options) {
    return MapFuture.start(
        start(fn, items, options(options), new ItemRun.Shape(true, false, false)), completer);
  }

  @Override
  public <T extends @Nullable Object, U extends @Nullable Object, R extends @Nullable Object>
      List<R> starmap(
          Fn2<? super T, ? super U, ? extends R> fn,
          Iterable<? extends Map.Entry<? extends T, ? extends U>> pairs) {
    return map(new OnPair<>(fn), new Pairs<T, U>(pairs));
  }

  @Override
  public <T extends @Nullable Object, U extends @Nullable Object, R extends @Nullable Object>
      CompletableFuture<List<R>> starmapAsync(
          Fn2<? super T, ? super U, ? extends R> fn,
          Iterable<? extends Map.Entry<? extends T, ? extends U>> pairs) {
    return mapAsync(new OnPair<>(fn), new Pairs<T, U>(pairs));
  }

  @Override
  public <T extends @Nullable Object, R extends @Nullable Object> Stream<R> stream(
      Fn<? super T, ? extends R> fn,
      Iterable<? extends T> items,
      UnaryOperator<CallOptions> options) {
    return stream(fn, items, options, true, false, RunReader::<R>valueOrThrow);
  }

  @Override
  public <T extends @Nullable Object, R extends @Nullable Object> Stream<R> streamUnordered(
      Fn<? super T, ? extends R> fn,
      Iterable<? extends T> items,
      UnaryOperator<CallOptions> options) {
    return stream(fn, items, options, false, false, RunReader::<R>valueOrThrow);
  }

  @Override
  public <T extends @Nullable Object, R extends @Nullable Object> Stream<Outcome<T, R>> outcomes(
      Fn<? super T, ? extends R> fn,
      Iterable<? extends T> items,
      UnaryOperator<CallOptions> options) {
    return outcomes(fn, items, options, true);
  }

  @Override
  public <T extends @Nullable Object, R extends @Nullable Object>
      Stream<Outcome<T, R>> outcomesUnordered(
          Fn<? super T, ? extends R> fn,
          Iterable<? extends T> items,
          UnaryOperator<CallOptions> options) {
    return outcomes(fn, items, options, false);
  }

  private <T extends @Nullable Object, R extends @Nullable Object> Stream<Outcome<T, R>> outcomes(
      Fn<? super T, ? extends R> fn,
      Iterable<? extends T> items,
      UnaryOperator<CallOptions> options,
      boolean ordered) {
    return stream(fn, items, options, ordered, true, RunReader::<T, R>outcome);
  }

  private <E extends @Nullable Object> Stream<E> stream(
      Fn<?, ?> fn,
      Iterable<?> items,
      UnaryOperator<CallOptions> options,
      boolean ordered,
      boolean remember,
      RunSpliterator.Element<E> element) {
    Objects.requireNonNull(fn, "fn");
    Objects.requireNonNull(items, "items");
    CallOptions chosen = options(options);
    gate.check();
    return RunSpliterator.stream(
        () -> start(fn, items, chosen, new ItemRun.Shape(ordered, true, remember)),
        element,
        ordered);
  }

  private ItemRun start(Fn<?, ?> fn, Iterable<?> items, CallOptions options, ItemRun.Shape shape) {
    Objects.requireNonNull(fn, "fn");
    Objects.requireNonNull(items, "items");
    var run = new ItemRun(this, loop, options, fn, items, shape);
    loop.requireStack();
    gate.enter();
    run.begin();
    loop.started(run);
    return run;
  }

  // ---- ExecutorService --------------------------------------------------------------------------

  @Override
  public <V extends @Nullable Object> List<Future<V>> invokeAll(
      Collection<? extends Callable<V>> tasks) throws InterruptedException {
    return invokeAll(tasks, Long.MAX_VALUE, TimeUnit.NANOSECONDS);
  }

  @Override
  public <V extends @Nullable Object> List<Future<V>> invokeAll(
      Collection<? extends Callable<V>> tasks, long timeout, TimeUnit unit)
      throws InterruptedException {
    Objects.requireNonNull(tasks, "tasks");
    Objects.requireNonNull(unit, "unit");
    long deadline = System.nanoTime() + limit(timeout, unit);
    List<Future<V>> futures = new ArrayList<>(tasks.size());
    boolean all = false;
    try {
      for (Callable<V> task : tasks) {
        futures.add(submit(task));
      }
      for (Future<V> future : futures) {
        try {
          future.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (ExecutionException | CancellationException itsOwnAffair) {
          // The caller finds it in the future.
        } catch (TimeoutException e) {
          return futures;
        }
      }
      all = true;
      return futures;
    } finally {
      if (!all) {
        futures.forEach(future -> future.cancel(true));
      }
    }
  }

  @Override
  public <V extends @Nullable Object> V invokeAny(Collection<? extends Callable<V>> tasks)
      throws InterruptedException, ExecutionException {
    try {
      return invokeAny(tasks, Long.MAX_VALUE, TimeUnit.NANOSECONDS);
    } catch (TimeoutException centuriesLater) {
      throw new IllegalStateException(centuriesLater);
    }
  }

  @Override
  public <V extends @Nullable Object> V invokeAny(
      Collection<? extends Callable<V>> tasks, long timeout, TimeUnit unit)
      throws InterruptedException, ExecutionException, TimeoutException {
    Objects.requireNonNull(tasks, "tasks");
    Objects.requireNonNull(unit, "unit");
    if (tasks.isEmpty()) {
      throw new IllegalArgumentException("invokeAny needs at least one task");
    }
    return FirstResult.of(this, tasks, limit(timeout, unit));
  }

  /** In nanoseconds that can be added to a point in time. */
  private static long limit(long timeout, TimeUnit unit) {
    return Math.clamp(unit.toNanos(timeout), 0, Long.MAX_VALUE / 2);
  }

  @Override
  public void shutdown() {
    if (!common) {
      loop.shutdown();
    }
  }

  @Override
  public List<Runnable> shutdownNow() {
    return common ? List.of() : loop.shutdownNow().join();
  }

  @Override
  public void terminateWorkers() {
    if (!common) {
      loop.endWorkers(false);
    }
  }

  @Override
  public void killWorkers() {
    if (!common) {
      loop.endWorkers(true);
    }
  }

  @Override
  public void close() {
    if (!common) {
      ProcessPool.super.close();
    }
  }

  @Override
  public boolean close(Duration atMost) {
    Objects.requireNonNull(atMost, "atMost");
    if (common) {
      return false;
    }
    shutdown();
    boolean finished = false;
    boolean interrupted = false;
    try {
      finished = awaitTermination(Waits.nanos(atMost), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    // Workers that take long to end do not matter.
    finished |= gate.idleForEver();
    if (!finished) {
      shutdownNow();
    }
    while (!isTerminated()) {
      try {
        loop.terminated().await();
      } catch (InterruptedException e) {
        interrupted = true;
        shutdownNow();
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return finished;
  }

  /** The common pool cannot be used any more. */
  boolean isBroken() {
    return gate.isBroken();
  }

  /** Ends the common pool, when another takes its place. */
  void endCommon() {
    loop.shutdown();
  }

  @Override
  public List<Runnable> cancelWaiting() {
    return common ? List.of() : loop.cancelWaiting().join();
  }

  @Override
  public boolean isRunning(Future<?> future) {
    return switch (future) {
      case TaskFuture<?> task -> !task.isDone() && loop.isRunning(task).join();
      case MapFuture<?> map -> !map.isDone() && loop.isRunning(map.run()).join();
      default ->
          throw new IllegalArgumentException(
              "not a future of submit or mapAsync, but one derived from it or another: future="
                  + future);
    };
  }

  @Override
  public boolean isShutdown() {
    return gate.isShut();
  }

  @Override
  public boolean isTerminated() {
    return loop.terminated().getCount() == 0;
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
    return loop.terminated().await(timeout, unit);
  }

  @Override
  public PoolConfig config() {
    return config;
  }

  @Override
  public List<Long> workerPids() {
    return loop.pids();
  }

  @Override
  public PoolStats stats() {
    return loop.stats();
  }

  @Override
  public String toString() {
    String state = isTerminated() ? "terminated" : isShutdown() ? "shut down" : "open";
    String least = config.minWorkers() < config.workers() ? config.minWorkers() + "-" : "";
    String workers = ", workers=" + least + config.workers();
    return "ProcessPool[" + config.name() + workers + ", " + state + "]";
  }
}
