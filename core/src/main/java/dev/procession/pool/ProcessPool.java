package dev.procession.pool;

import dev.procession.Action;
import dev.procession.Fn;
import dev.procession.Fn2;
import dev.procession.NotSendableException;
import dev.procession.Processes;
import dev.procession.RemoteTaskException;
import dev.procession.Task;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Worker processes that run tasks: a fixed number of them, or as many as there is work for.
 *
 * {@snippet lang="java" :
 * try (var pool = ProcessPool.open(4)) {
 *   List<Integer> squares = pool.map(n -> n * n, List.of(1, 2, 3));
 *   Future<Report> report = pool.submit(() -> render(document));
 * }
 * }
 *
 * <p>Functions, arguments and results are copied between processes; see {@link dev.procession} for
 * what can be. Tasks run one at a time in each worker, in no promised order.
 *
 * <h2>Failure</h2>
 *
 * <ul>
 *   <li>What a task throws comes back as the same type with the remote stack trace in place; as
 *       {@link RemoteTaskException} when the class cannot be rebuilt here. Futures wrap it in
 *       {@link java.util.concurrent.ExecutionException} as usual; the blocking calls throw it
 *       itself if it is unchecked, and wrapped in a {@code RemoteTaskException} if it is checked.
 *   <li>When a worker dies, the item it was running fails with {@link WorkerDiedException}; all
 *       other items that it had been given run elsewhere, and a new worker takes its place. An item
 *       that had finished, but whose result was not yet on its way, may run twice.
 *   <li>An item that exceeds {@link CallOptions#taskTimeout()} is interrupted, then its worker is
 *       killed; it fails with {@link TaskTimeoutException}.
 *   <li>An item whose worker has more memory than {@link CallOptions#memoryLimit()} fails with
 *       {@link TaskMemoryException}; the worker is killed.
 *   <li>A call that exceeds {@link CallOptions#deadline()} as a whole is stopped, and ends with
 *       {@link DeadlineException}.
 *   <li>What cannot be sent fails with {@link NotSendableException} on that item alone.
 *   <li>When the initializer fails or workers cannot be started, everything fails with {@link
 *       PoolBrokenException}.
 * </ul>
 *
 * <h2>Lifetime</h2>
 *
 * {@link #close()} waits for what was submitted, as for any {@link ExecutorService}; {@link
 * #close(Duration)} waits for a limited time; {@link #shutdownNow()} interrupts; {@link
 * #terminateWorkers()} and {@link #killWorkers()} do not even do that. A pool that is never closed
 * does not keep the JVM from exiting: its workers end with their parent, however it ends. If calls
 * were unfinished at the exit, a line on standard error says so. Once the exit has begun, as in a
 * shutdown hook, calls are refused. A pool that becomes unreachable while open is closed with a
 * warning.
 *
 * <p>A pool may be used from any thread of the process that opened it. It cannot be sent to another
 * process; a task may open a pool of its own. Classes of the JDK that put a task into an object of
 * their own, such as {@code ExecutorCompletionService} or {@code CompletableFuture.supplyAsync},
 * cannot use it, since that object cannot be sent: {@link #submit(Task)} returns completable
 * futures, and {@link Futures#asCompleted} takes them in the order in which they are done.
 *
 * <p>Python: {@code multiprocessing.Pool} and {@code concurrent.futures.ProcessPoolExecutor}.
 */
public sealed interface ProcessPool extends ExecutorService permits PoolImpl {

  /**
   * Opens a pool with as many workers as this process may use processors.
   *
   * @return an open pool; its workers may still be starting
   * @throws dev.procession.ChildStartException if a process could not be started
   * @see Processes#availableProcessors()
   */
  static ProcessPool open() {
    return open(config -> config);
  }

  /**
   * Opens a pool with a fixed number of workers.
   *
   * @param workers how many workers, at least 1
   * @return an open pool; its workers may still be starting
   * @throws IllegalArgumentException if {@code workers} is less than 1 or more than {@link
   *     PoolConfig#MAX_WORKERS}
   * @throws dev.procession.ChildStartException if a process could not be started; those that were
   *     are stopped
   */
  static ProcessPool open(int workers) {
    return open(config -> config.workers(workers));
  }

  /**
   * Opens a pool.
   *
   * @param configure changes the {@linkplain PoolConfig#standard() standard configuration}
   * @return an open pool; its workers may still be starting
   * @throws dev.procession.ChildStartException if a process could not be started; those that were
   *     are stopped
   * @throws NotSendableException if the initializer cannot be sent
   */
  static ProcessPool open(UnaryOperator<PoolConfig> configure) {
    return PoolImpl.open(Objects.requireNonNull(configure.apply(PoolConfig.standard()), "config"));
  }

  /**
   * The pool of this process for all who do not want one of their own, made when it is first asked
   * for, with the {@linkplain dev.procession.Context#standard() context that is standard} then.
   *
   * <p>It has as many workers as there is work for, at most one per available processor; when it
   * has nothing to do for a minute it has none. In a process that another one has started it has at
   * most a quarter as many, but at least one. Each process has its own, so a task may use it and
   * wait.
   *
   * <p>Nobody can end it: {@link #shutdown()}, {@link #shutdownNow()}, {@link #close()}, {@link
   * #terminateWorkers()} and the like do nothing to it. It does not keep the JVM from exiting; what
   * is unfinished then is lost. Should it be {@linkplain PoolBrokenException broken}, the next call
   * of this method makes another.
   *
   * <p>Java: {@link java.util.concurrent.ForkJoinPool#commonPool()}. Python has none.
   *
   * @return the common pool of this process
   */
  static ProcessPool common() {
    return CommonPool.get();
  }

  // ---- one task ---------------------------------------------------------------------------------

  /**
   * Runs one task in a worker and waits for its result.
   *
   * <p>Python: {@code Pool.apply}.
   *
   * @param task what to run
   * @param <V> the result
   * @return what the task returned
   * @throws NotSendableException if the task or its result cannot be sent
   * @throws RemoteTaskException if the task threw a checked exception, or one that cannot be
   *     rebuilt
   * @throws WorkerDiedException if its worker died
   * @throws java.util.concurrent.RejectedExecutionException if the pool is shut down
   * @throws java.util.concurrent.CancellationException if {@link #shutdownNow()} stopped it, or
   *     this thread was interrupted; the interrupt status is then set, and the task cancelled
   */
  <V extends @Nullable Object> V apply(Task<V> task);

  /**
   * Calls a function in a worker and waits for its result, as {@link #apply(Task)} does.
   *
   * @param fn the function
   * @param argument its argument
   * @param <T> the argument
   * @param <R> the result
   * @return what the function returned
   */
  <T extends @Nullable Object, R extends @Nullable Object> R apply(
      Fn<? super T, ? extends R> fn, T argument);

  /**
   * Runs one task in a worker.
   *
   * <p>Cancelling the future with {@code cancel(true)} stops the task: one that has not begun never
   * runs; one that has begun is interrupted, and if it does not end within {@link
   * PoolConfig#killGrace()} its worker is killed. {@code cancel(false)} lets a running task finish.
   *
   * <p>Actions attached to the future never run on a thread that the pool needs; they may block.
   *
   * <p>Python: {@code Pool.apply_async} and {@code Executor.submit}.
   *
   * @param task what to run
   * @param <V> the result
   * @return its result to come
   * @throws NotSendableException if the task cannot be sent
   * @throws java.util.concurrent.RejectedExecutionException if the pool is shut down
   */
  <V extends @Nullable Object> CompletableFuture<V> submit(Task<V> task);

  /**
   * Runs one task in a worker, with options.
   *
   * @param task what to run
   * @param options changes the pool's {@linkplain CallOptions options}
   * @param <V> the result
   * @return its result to come
   * @see #submit(Task)
   */
  <V extends @Nullable Object> CompletableFuture<V> submit(
      Task<V> task, UnaryOperator<CallOptions> options);

  /**
   * Runs one action in a worker, as {@link #submit(Task)} does.
   *
   * @param action what to run
   * @return completes with null
   */
  CompletableFuture<?> submit(Action action);

  /**
   * {@inheritDoc}
   *
   * @throws NotSendableException if the task is not {@link java.io.Serializable}; pass a lambda
   *     directly, or declare the variable as {@link Task}
   */
  @Override
  <V extends @Nullable Object> CompletableFuture<V> submit(Callable<V> task);

  /**
   * {@inheritDoc}
   *
   * @throws NotSendableException if the task is not {@link java.io.Serializable}; pass a lambda
   *     directly, or declare the variable as {@link Action}
   */
  @Override
  CompletableFuture<?> submit(Runnable task);

  /**
   * {@inheritDoc}
   *
   * <p>The result stays in this process; it is not sent.
   */
  @Override
  <V extends @Nullable Object> CompletableFuture<V> submit(Runnable task, V result);

  /**
   * Runs an action in a worker some time, without a handle. If it fails, the failure is logged as a
   * warning.
   *
   * @param action what to run
   */
  void execute(Action action);

  // ---- many items, all results ------------------------------------------------------------------

  /**
   * Calls a function on each item, in parallel, and returns the results in the order of the items.
   *
   * <p>Items travel in chunks whose size adapts to the time they take. All items run, even when
   * some fail; then the failure of the first of them, in order, is thrown, and the others are
   * suppressed in it, up to ten.
   *
   * <p>If iterating over the items throws, that exception is thrown, after the items already sent
   * have finished.
   *
   * <p>Python: {@code Pool.map}.
   *
   * @param fn the function
   * @param items its arguments; may be empty
   * @param <T> the argument
   * @param <R> the result
   * @return a modifiable list of as many results as there were items
   * @throws java.util.concurrent.RejectedExecutionException if the pool is shut down
   * @throws java.util.concurrent.CancellationException if {@link #shutdownNow()} stopped it, or
   *     this thread was interrupted; the interrupt status is then set, and the items not yet run
   *     are not
   */
  default <T extends @Nullable Object, R extends @Nullable Object> List<R> map(
      Fn<? super T, ? extends R> fn, Iterable<? extends T> items) {
    return map(fn, items, options -> options);
  }

  /**
   * Calls a function on each item, as {@link #map(Fn, Iterable)} does, with options.
   *
   * @param fn the function
   * @param items its arguments; may be empty
   * @param options changes the pool's {@linkplain CallOptions options}
   * @param <T> the argument
   * @param <R> the result
   * @return a modifiable list of as many results as there were items
   */
  <T extends @Nullable Object, R extends @Nullable Object> List<R> map(
      Fn<? super T, ? extends R> fn,
      Iterable<? extends T> items,
      UnaryOperator<CallOptions> options);

  /**
   * Calls a function on each item without waiting, otherwise as {@link #map(Fn, Iterable)} does.
   * Cancelling the future stops the items that have not finished.
   *
   * <p>Python: {@code Pool.map_async}; its callbacks are the future's {@code thenAccept} and {@code
   * exceptionally}.
   *
   * @param fn the function
   * @param items its arguments; read by another thread until the future is done
   * @param <T> the argument
   * @param <R> the result
   * @return the results to come
   */
  default <T extends @Nullable Object, R extends @Nullable Object>
      CompletableFuture<List<R>> mapAsync(
          Fn<? super T, ? extends R> fn, Iterable<? extends T> items) {
    return mapAsync(fn, items, options -> options);
  }

  /**
   * Calls a function on each item without waiting, as {@link #mapAsync(Fn, Iterable)} does, with
   * options.
   *
   * @param fn the function
   * @param items its arguments; read by another thread until the future is done
   * @param options changes the pool's {@linkplain CallOptions options}
   * @param <T> the argument
   * @param <R> the result
   * @return the results to come
   */
  <T extends @Nullable Object, R extends @Nullable Object> CompletableFuture<List<R>> mapAsync(
      Fn<? super T, ? extends R> fn,
      Iterable<? extends T> items,
      UnaryOperator<CallOptions> options);

  /**
   * Calls a function of two arguments on each pair, otherwise as {@link #map(Fn, Iterable)} does.
   *
   * <p>Python: {@code Pool.starmap}.
   *
   * @param fn the function
   * @param pairs its arguments, such as {@link Map#entry} makes, or a map's entry set
   * @param <T> the first argument
   * @param <U> the second argument
   * @param <R> the result
   * @return a modifiable list of as many results as there were pairs
   */
  <T extends @Nullable Object, U extends @Nullable Object, R extends @Nullable Object>
      List<R> starmap(
          Fn2<? super T, ? super U, ? extends R> fn,
          Iterable<? extends Map.Entry<? extends T, ? extends U>> pairs);

  /**
   * Calls a function of two arguments on each pair without waiting, otherwise as {@link
   * #mapAsync(Fn, Iterable)} does.
   *
   * <p>Python: {@code Pool.starmap_async}.
   *
   * @param fn the function
   * @param pairs its arguments; read by another thread until the future is done
   * @param <T> the first argument
   * @param <U> the second argument
   * @param <R> the result
   * @return the results to come
   */
  <T extends @Nullable Object, U extends @Nullable Object, R extends @Nullable Object>
      CompletableFuture<List<R>> starmapAsync(
          Fn2<? super T, ? super U, ? extends R> fn,
          Iterable<? extends Map.Entry<? extends T, ? extends U>> pairs);

  /**
   * Calls a function of two arguments on the first items of both inputs, then on the second ones,
   * and so on until the shorter ends; otherwise as {@link #map(Fn, Iterable)} does.
   *
   * <p>Python: {@code Executor.map(fn, first, second)}.
   *
   * @param fn the function
   * @param first its first arguments; may be empty
   * @param second its second arguments; one of the two may be endless
   * @param <T> the first argument
   * @param <U> the second argument
   * @param <R> the result
   * @return a modifiable list of as many results as the shorter input had items
   */
  default <T extends @Nullable Object, U extends @Nullable Object, R extends @Nullable Object>
      List<R> map(
          Fn2<? super T, ? super U, ? extends R> fn,
          Iterable<? extends T> first,
          Iterable<? extends U> second) {
    return this.<T, U, R>map(fn, first, second, options -> options);
  }

  /**
   * Calls a function on the items of two inputs, as {@link #map(Fn2, Iterable, Iterable)} does,
   * with options.
   *
   * @param fn the function
   * @param first its first arguments; may be empty
   * @param second its second arguments; one of the two may be endless
   * @param options changes the pool's {@linkplain CallOptions options}
   * @param <T> the first argument
   * @param <U> the second argument
   * @param <R> the result
   * @return a modifiable list of as many results as the shorter input had items
   */
  default <T extends @Nullable Object, U extends @Nullable Object, R extends @Nullable Object>
      List<R> map(
          Fn2<? super T, ? super U, ? extends R> fn,
          Iterable<? extends T> first,
          Iterable<? extends U> second,
          UnaryOperator<CallOptions> options) {
    return map(new OnPair<T, U, R>(fn), new Zip<T, U>(first, second), options);
  }

  // ---- many items, results as they come ---------------------------------------------------------

  /**
   * Calls a function on each item and gives the results lazily, in the order of the items.
   *
   * <p>Nothing runs before the stream's terminal operation. Then at most {@link
   * CallOptions#buffer()} items are read ahead of what has been consumed, so that an endless input
   * works and a slow consumer slows the workers. Items are read on a thread of the pool.
   *
   * <p>The first failure is thrown from the terminal operation when its turn has come, which ends
   * the stream. Use {@link #outcomes(Fn, Iterable)} to go on after failures. If reading the items
   * throws, the results of the items before are delivered first.
   *
   * <p>A stream that is not consumed to its end must be closed; that stops what is still running.
   * When the pool is shut down no more items are read, and the stream ends with a {@link
   * java.util.concurrent.RejectedExecutionException} if there would have been any.
   *
   * <p>Python: {@code Pool.imap}.
   *
   * @param fn the function
   * @param items its arguments; may be endless
   * @param <T> the argument
   * @param <R> the result
   * @return a sequential, ordered stream
   */
  default <T extends @Nullable Object, R extends @Nullable Object> Stream<R> stream(
      Fn<? super T, ? extends R> fn, Iterable<? extends T> items) {
    return stream(fn, items, options -> options);
  }

  /**
   * As {@link #stream(Fn, Iterable)}, with options.
   *
   * @param fn the function
   * @param items its arguments; may be endless
   * @param options changes the pool's {@linkplain CallOptions options}
   * @param <T> the argument
   * @param <R> the result
   * @return a sequential, ordered stream
   */
  <T extends @Nullable Object, R extends @Nullable Object> Stream<R> stream(
      Fn<? super T, ? extends R> fn,
      Iterable<? extends T> items,
      UnaryOperator<CallOptions> options);

  /**
   * Calls a function of two arguments on the items of two inputs side by side, until the shorter
   * ends; otherwise as {@link #stream(Fn, Iterable)} does.
   *
   * <p>Python: {@code Executor.map(fn, first, second, buffersize=)}.
   *
   * @param fn the function
   * @param first its first arguments; may be endless
   * @param second its second arguments; may be endless
   * @param <T> the first argument
   * @param <U> the second argument
   * @param <R> the result
   * @return a sequential, ordered stream
   */
  default <T extends @Nullable Object, U extends @Nullable Object, R extends @Nullable Object>
      Stream<R> stream(
          Fn2<? super T, ? super U, ? extends R> fn,
          Iterable<? extends T> first,
          Iterable<? extends U> second) {
    return this.<T, U, R>stream(fn, first, second, options -> options);
  }

  /**
   * As {@link #stream(Fn2, Iterable, Iterable)}, with options.
   *
   * @param fn the function
   * @param first its first arguments; may be endless
   * @param second its second arguments; may be endless
   * @param options changes the pool's {@linkplain CallOptions options}
   * @param <T> the first argument
   * @param <U> the second argument
   * @param <R> the result
   * @return a sequential, ordered stream
   */
  default <T extends @Nullable Object, U extends @Nullable Object, R extends @Nullable Object>
      Stream<R> stream(
          Fn2<? super T, ? super U, ? extends R> fn,
          Iterable<? extends T> first,
          Iterable<? extends U> second,
          UnaryOperator<CallOptions> options) {
    return stream(new OnPair<T, U, R>(fn), new Zip<T, U>(first, second), options);
  }

  /**
   * As {@link #stream(Fn, Iterable)}, but gives each result as soon as it is there.
   *
   * <p>Python: {@code Pool.imap_unordered}.
   *
   * @param fn the function
   * @param items its arguments; may be endless
   * @param <T> the argument
   * @param <R> the result
   * @return a sequential, unordered stream
   */
  default <T extends @Nullable Object, R extends @Nullable Object> Stream<R> streamUnordered(
      Fn<? super T, ? extends R> fn, Iterable<? extends T> items) {
    return streamUnordered(fn, items, options -> options);
  }

  /**
   * As {@link #streamUnordered(Fn, Iterable)}, with options.
   *
   * @param fn the function
   * @param items its arguments; may be endless
   * @param options changes the pool's {@linkplain CallOptions options}
   * @param <T> the argument
   * @param <R> the result
   * @return a sequential, unordered stream
   */
  <T extends @Nullable Object, R extends @Nullable Object> Stream<R> streamUnordered(
      Fn<? super T, ? extends R> fn,
      Iterable<? extends T> items,
      UnaryOperator<CallOptions> options);

  /**
   * As {@link #stream(Fn, Iterable)}, but a failure is an element like any other and does not end
   * the stream.
   *
   * @param fn the function
   * @param items its arguments; may be endless
   * @param <T> the argument
   * @param <R> the result
   * @return a sequential, ordered stream with one outcome for each item
   */
  default <T extends @Nullable Object, R extends @Nullable Object> Stream<Outcome<T, R>> outcomes(
      Fn<? super T, ? extends R> fn, Iterable<? extends T> items) {
    return outcomes(fn, items, options -> options);
  }

  /**
   * As {@link #outcomes(Fn, Iterable)}, with options.
   *
   * @param fn the function
   * @param items its arguments; may be endless
   * @param options changes the pool's {@linkplain CallOptions options}
   * @param <T> the argument
   * @param <R> the result
   * @return a sequential, ordered stream with one outcome for each item
   */
  <T extends @Nullable Object, R extends @Nullable Object> Stream<Outcome<T, R>> outcomes(
      Fn<? super T, ? extends R> fn,
      Iterable<? extends T> items,
      UnaryOperator<CallOptions> options);

  /**
   * As {@link #outcomes(Fn, Iterable)}, but gives each outcome as soon as it is there.
   *
   * @param fn the function
   * @param items its arguments; may be endless
   * @param <T> the argument
   * @param <R> the result
   * @return a sequential, unordered stream with one outcome for each item
   */
  default <T extends @Nullable Object, R extends @Nullable Object>
      Stream<Outcome<T, R>> outcomesUnordered(
          Fn<? super T, ? extends R> fn, Iterable<? extends T> items) {
    return outcomesUnordered(fn, items, options -> options);
  }

  /**
   * As {@link #outcomesUnordered(Fn, Iterable)}, with options.
   *
   * @param fn the function
   * @param items its arguments; may be endless
   * @param options changes the pool's {@linkplain CallOptions options}
   * @param <T> the argument
   * @param <R> the result
   * @return a sequential, unordered stream with one outcome for each item
   */
  <T extends @Nullable Object, R extends @Nullable Object> Stream<Outcome<T, R>> outcomesUnordered(
      Fn<? super T, ? extends R> fn,
      Iterable<? extends T> items,
      UnaryOperator<CallOptions> options);

  // ---- the pool itself --------------------------------------------------------------------------

  /**
   * The configuration the pool was opened with.
   *
   * @return an immutable value
   */
  PoolConfig config();

  /**
   * The process ids of the workers that are up, in no particular order. A worker that is being
   * replaced is missing for a moment. Workers that are threads have this process's id.
   *
   * @return a snapshot
   */
  List<Long> workerPids();

  /**
   * Whether a worker runs the task of a future, or an item of a {@code mapAsync}, at this moment. A
   * future that is not done either waits or runs, which {@link Future#state()} does not tell.
   *
   * <p>Asks the pool, which takes some microseconds. The answer may be out of date when it arrives.
   * A task that was cancelled, or completed by hand, counts as done, though a worker may still be
   * at it.
   *
   * <p>Python: {@code Future.running}.
   *
   * @param future one that this pool has returned; false for those of other pools
   * @return false if it waits, or is done
   * @throws IllegalArgumentException if it was not returned by a pool, as one that {@code
   *     thenApply} has made
   */
  boolean isRunning(Future<?> future);

  /**
   * Cancels everything that no worker has begun: single tasks, and the items left of {@code map}s
   * and streams, which end with a {@link java.util.concurrent.CancellationException}. What runs
   * goes on. The pool stays as it is, open or shut down.
   *
   * <p>Python: {@code Executor.shutdown(cancel_futures=True)} is {@link #shutdown()} and then this.
   *
   * @return the single tasks that never began, as {@link #shutdownNow()} gives them
   */
  List<Runnable> cancelWaiting();

  /**
   * How the pool is doing: how many items wait, run, are done, have failed and why, and what each
   * worker does. Read from shared memory, which takes some microseconds; disturbs neither workers
   * nor callers, and may be called by any thread as often as one likes. After the end of the pool
   * it says how the pool was doing then.
   *
   * @return figures of one moment
   */
  PoolStats stats();

  /**
   * Stops the pool: tasks that have not begun never will, those that run are interrupted, and
   * workers that do not end within {@link PoolConfig#killGrace()} are killed. Returns at once;
   * {@link #awaitTermination} waits for the end.
   *
   * <p>Python: {@code Pool.terminate}.
   *
   * @return the single tasks that never began; items of a {@code map} or stream are not among them
   */
  @Override
  List<Runnable> shutdownNow();

  /**
   * Ends all workers at once by SIGTERM, whatever they run; their shutdown hooks run. The pool
   * refuses new tasks from now on and starts no more workers. What a worker was running fails with
   * {@link WorkerDiedException}, what had not begun with {@link
   * java.util.concurrent.CancellationException}. A worker that has not ended after {@link
   * PoolConfig#killGrace()} is killed, and so are the processes that its tasks have started.
   *
   * <p>Returns at once; {@link #awaitTermination} waits for the end. Does no harm to a pool that is
   * broken, closed, or has no worker yet. Unlike {@link #shutdownNow()}, no task is interrupted
   * first and could still finish.
   *
   * <p>Python: {@code ProcessPoolExecutor.terminate_workers}.
   */
  void terminateWorkers();

  /**
   * Ends all workers at once by SIGKILL, and the processes that their tasks have started; otherwise
   * as {@link #terminateWorkers()}. No shutdown hook and no {@code finally} runs there.
   *
   * <p>Python: {@code ProcessPoolExecutor.kill_workers}.
   */
  void killWorkers();

  /**
   * Shuts the pool down, waits for what was submitted, and returns when the pool has ended. After
   * {@code atMost} it stops what is left, as {@link #shutdownNow()} does. A thread that is
   * interrupted does so at once, and its interrupt status is set on return.
   *
   * <p>Python: {@code Executor.shutdown(wait=True)}, which has no limit.
   *
   * @param atMost how long to wait for calls to finish; zero and negative stop them at once, huge
   *     waits as {@link #close()} does
   * @return whether no call had to be stopped here; always false for the {@linkplain #common()
   *     common pool}, to which nothing is done
   */
  boolean close(Duration atMost);
}
