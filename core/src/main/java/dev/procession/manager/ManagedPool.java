package dev.procession.manager;

import dev.procession.Fn;
import dev.procession.Fn2;
import dev.procession.Task;
import dev.procession.pool.CallOptions;
import dev.procession.pool.ProcessPool;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A pool of worker processes of a manager, used by any number of processes.
 *
 * {@snippet lang="java" :
 * ManagedPool pool = manager.pool(4);
 * ChildProcess.of(() -> {
 *   List<Integer> squares = pool.map(n -> n * n, List.of(1, 2, 3));
 * }).start();
 * }
 *
 * <p>Calls are as those of a {@link ProcessPool}, and fail as those do. They do not hold each other
 * up in the manager, but share the workers. What a process has begun is cancelled when it ends. The
 * workers end with the manager at the latest.
 *
 * <p>Python: {@code Pool()} of {@code multiprocessing.Manager()}.
 */
public interface ManagedPool extends AutoCloseable {
  /**
   * Runs one task in a worker and waits for its result.
   *
   * <p>Python: {@code apply}.
   *
   * @param task what to run
   * @param <V> the result
   * @return what the task returned
   * @throws InterruptedException if the thread is interrupted; the task is then cancelled
   * @throws dev.procession.RemoteTaskException if the task threw a checked exception, or one that
   *     cannot be rebuilt; what else it threw is thrown itself
   * @throws dev.procession.pool.WorkerDiedException if its worker died
   * @throws java.util.concurrent.RejectedExecutionException if the pool is shut down
   * @throws java.util.concurrent.CancellationException if {@link #shutdownNow()} stopped it
   */
  <V extends @Nullable Object> V apply(Task<V> task) throws InterruptedException;

  /**
   * Calls a function in a worker and waits for its result, as {@link #apply(Task)} does.
   *
   * @param fn the function
   * @param argument its argument
   * @param <T> the argument
   * @param <R> the result
   * @return what the function returned
   * @throws InterruptedException if the thread is interrupted; the call is then cancelled
   */
  <T extends @Nullable Object, R extends @Nullable Object> R apply(
      Fn<? super T, ? extends R> fn, T argument) throws InterruptedException;

  /**
   * Runs one task in a worker without waiting. A thread of this process waits for the result;
   * {@code cancel(true)} stops the task, as does the end of this process.
   *
   * <p>Python: {@code apply_async}.
   *
   * @param task what to run
   * @param <V> the result
   * @return its result to come; fails with what {@link #apply(Task)} throws
   */
  @Local
  default <V extends @Nullable Object> Future<V> submit(Task<V> task) {
    Objects.requireNonNull(task, "task");
    return PoolWait.start(() -> apply(task));
  }

  /**
   * Calls a function on each item, in parallel, and returns the results in the order of the items.
   * All items run, even when some fail; then the failure of the first of them, in order, is thrown.
   *
   * <p>Python: {@code map}.
   *
   * @param fn the function
   * @param items its arguments; may be empty
   * @param <T> the argument
   * @param <R> the result
   * @return a list of the caller's own, with as many results as there were items
   * @throws InterruptedException if the thread is interrupted; the items not yet run are then not
   * @throws java.util.concurrent.RejectedExecutionException if the pool is shut down
   * @throws java.util.concurrent.CancellationException if {@link #shutdownNow()} stopped it
   */
  <T extends @Nullable Object, R extends @Nullable Object> List<R> map(
      Fn<? super T, ? extends R> fn, Collection<? extends T> items) throws InterruptedException;

  /**
   * Calls a function on each item, as {@link #map(Fn, Collection)} does, with options.
   *
   * @param fn the function
   * @param items its arguments; may be empty
   * @param options changes the pool's options; runs in the manager
   * @param <T> the argument
   * @param <R> the result
   * @return a list of the caller's own
   * @throws InterruptedException if the thread is interrupted; the items not yet run are then not
   */
  <T extends @Nullable Object, R extends @Nullable Object> List<R> map(
      Fn<? super T, ? extends R> fn,
      Collection<? extends T> items,
      SendableOperator<CallOptions> options)
      throws InterruptedException;

  /**
   * Calls a function on each item without waiting, otherwise as {@link #map(Fn, Collection)} does.
   * A thread of this process waits for the results; {@code cancel(true)} stops what is left.
   *
   * <p>Python: {@code map_async}.
   *
   * @param fn the function
   * @param items its arguments; may be empty
   * @param <T> the argument
   * @param <R> the result
   * @return the results to come
   */
  @Local
  default <T extends @Nullable Object, R extends @Nullable Object> Future<List<R>> mapAsync(
      Fn<? super T, ? extends R> fn, Collection<? extends T> items) {
    Objects.requireNonNull(fn, "fn");
    Objects.requireNonNull(items, "items");
    return PoolWait.start(() -> this.<T, R>map(fn, items));
  }

  /**
   * Calls a function of two arguments on each pair, otherwise as {@link #map(Fn, Collection)} does.
   *
   * <p>Python: {@code starmap}.
   *
   * @param fn the function
   * @param pairs its arguments, such as {@link Map#entry} makes
   * @param <T> the first argument
   * @param <U> the second argument
   * @param <R> the result
   * @return a list of the caller's own, with as many results as there were pairs
   * @throws InterruptedException if the thread is interrupted; the pairs not yet run are then not
   */
  <T extends @Nullable Object, U extends @Nullable Object, R extends @Nullable Object>
      List<R> starmap(
          Fn2<? super T, ? super U, ? extends R> fn,
          Collection<? extends Map.Entry<? extends T, ? extends U>> pairs)
          throws InterruptedException;

  // ---- the pool itself --------------------------------------------------------------------------

  /**
   * The process ids of the workers that are up, in no particular order. They are children of the
   * manager.
   *
   * @return a snapshot
   */
  @Reads
  List<Long> workerPids();

  /**
   * Has no more tasks run than have been given to the pool; they go on.
   *
   * <p>Python: {@code close()}.
   */
  void shutdown();

  /**
   * Stops the pool: tasks that have not begun never will, those that run are interrupted, and
   * workers that do not end soon are killed. Returns at once.
   *
   * <p>Python: {@code terminate()}.
   */
  void shutdownNow();

  /**
   * Whether the pool has been shut down, by any process.
   *
   * @return true if it takes no more tasks
   */
  @Reads
  boolean isShutdown();

  /**
   * Whether the pool has been shut down, and all has ended.
   *
   * @return true if no worker is left
   */
  @Reads
  boolean isTerminated();

  /**
   * Waits for the end of a pool that has been shut down, so long at most; not at all if {@code
   * time} is zero or negative.
   *
   * @param time how long to wait at most
   * @param unit the unit of {@code time}
   * @return false if the time is up
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  @Reads
  boolean awaitTermination(long time, TimeUnit unit) throws InterruptedException;

  /**
   * As {@link #awaitTermination(long, TimeUnit)}; more than 292 years are for ever.
   *
   * <p>Python: {@code join()}.
   *
   * @param atMost how long to wait at most
   * @return false if the time is up
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  @Local
  default boolean awaitTermination(Duration atMost) throws InterruptedException {
    return awaitTermination(
        Durations.nanos(Objects.requireNonNull(atMost, "atMost")), TimeUnit.NANOSECONDS);
  }

  /**
   * Shuts the pool down, for all processes, and waits until what it was given has ended. Does
   * nothing the second time. An interrupt does not end the wait.
   *
   * <p>Python: {@code close()} and {@code join()}; the end of a {@code with} block terminates.
   */
  @Override
  void close();
}
