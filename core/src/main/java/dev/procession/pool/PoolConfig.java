package dev.procession.pool;

import dev.procession.Action;
import dev.procession.Context;
import dev.procession.Processes;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a pool: an immutable value with one method per setting, each of which returns a
 * changed copy.
 *
 * @param name shown in threads, logs and messages
 * @param minWorkers how many worker processes there are even if nothing is to be done
 * @param workers how many worker processes there are at most
 * @param idleTimeout how long a worker above the minimum has nothing to do before it ends
 * @param context how the workers are started
 * @param initializer run once in each worker before its first task; null for none
 * @param tasksPerWorker a worker is replaced after this many items; 0 for never
 * @param killGrace how long an interrupted task or a stopping worker has before it is killed
 * @param call the options that calls have unless they change them
 * @param listener is told what happens in the pool; null for none
 */
public record PoolConfig(
    String name,
    int minWorkers,
    int workers,
    Duration idleTimeout,
    Context context,
    @Nullable Action initializer,
    int tasksPerWorker,
    Duration killGrace,
    CallOptions call,
    @Nullable PoolListener listener) {

  /** The largest number of workers in one pool. */
  public static final int MAX_WORKERS = 4096;

  private static final Duration STANDARD_IDLE_TIMEOUT = Duration.ofSeconds(60);
  private static final Duration STANDARD_GRACE = Duration.ofSeconds(1);

  /**
   * Checks.
   *
   * @throws IllegalArgumentException if {@code workers} is not in 1 to {@link #MAX_WORKERS}, {@code
   *     minWorkers} is not in 0 to {@code workers}, {@code tasksPerWorker}, {@code idleTimeout} or
   *     {@code killGrace} is negative, or {@code name} is blank
   */
  public PoolConfig {
    Objects.requireNonNull(context, "context");
    Objects.requireNonNull(call, "call");
    if (name.isBlank()) {
      throw new IllegalArgumentException("a pool's name must not be blank");
    }
    if (workers < 1 || workers > MAX_WORKERS) {
      throw new IllegalArgumentException(
          "a pool needs at least one worker: workers=" + workers + ", most=" + MAX_WORKERS);
    }
    if (minWorkers < 0 || minWorkers > workers) {
      throw new IllegalArgumentException(
          "the least number of workers must be from 0 to the largest: minWorkers="
              + minWorkers
              + ", workers="
              + workers);
    }
    if (idleTimeout.isNegative()) {
      throw new IllegalArgumentException("idleTimeout is negative: idleTimeout=" + idleTimeout);
    }
    if (tasksPerWorker < 0) {
      throw new IllegalArgumentException(
          "tasksPerWorker is negative: tasksPerWorker=" + tasksPerWorker);
    }
    if (killGrace.isNegative()) {
      throw new IllegalArgumentException("killGrace is negative: killGrace=" + killGrace);
    }
  }

  /** The same with changes: what the methods below have in common. */
  private static final class Draft {
    private String name;
    private int minWorkers;
    private int workers;
    private Duration idleTimeout;
    private Context context;
    private @Nullable Action initializer;
    private int tasksPerWorker;
    private Duration killGrace;
    private CallOptions call;
    private @Nullable PoolListener listener;

    Draft(PoolConfig from) {
      name = from.name;
      minWorkers = from.minWorkers;
      workers = from.workers;
      idleTimeout = from.idleTimeout;
      context = from.context;
      initializer = from.initializer;
      tasksPerWorker = from.tasksPerWorker;
      killGrace = from.killGrace;
      call = from.call;
      listener = from.listener;
    }

    PoolConfig done() {
      return new PoolConfig(
          name,
          minWorkers,
          workers,
          idleTimeout,
          context,
          initializer,
          tasksPerWorker,
          killGrace,
          call,
          listener);
    }
  }

  private PoolConfig with(Consumer<Draft> change) {
    var draft = new Draft(this);
    change.accept(draft);
    return draft.done();
  }

  /**
   * One worker per available processor, no initializer, no recycling, one second of grace.
   *
   * @return the standard configuration
   */
  public static PoolConfig standard() {
    int workers = Processes.availableProcessors();
    return new PoolConfig(
        "pool",
        workers,
        workers,
        STANDARD_IDLE_TIMEOUT,
        Context.standard(),
        null,
        0,
        STANDARD_GRACE,
        CallOptions.standard(),
        null);
  }

  /**
   * Names the pool.
   *
   * @param name not blank
   * @return a changed copy
   */
  public PoolConfig name(String name) {
    return with(d -> d.name = name);
  }

  /**
   * Sets the number of workers, which all start when the pool is opened and stay.
   *
   * <p>Python: {@code processes}.
   *
   * @param workers 1 to {@link #MAX_WORKERS}
   * @return a changed copy
   */
  public PoolConfig workers(int workers) {
    return workers(workers, workers);
  }

  /**
   * Lets the number of workers follow the work. A pool starts with the least number. Another worker
   * starts when something waits and no worker is free, and ends when it has had nothing to do for
   * the {@linkplain #idleTimeout(Duration) idle timeout}. With a minimum of 0 an idle pool has no
   * process at all.
   *
   * <p>A worker that cannot be started is tried again, each second, as long as others do the work;
   * if there are none, the pool is broken after a few attempts.
   *
   * <p>Python: {@code ProcessPoolExecutor} starts workers on demand, too, but never ends them.
   *
   * @param least 0 to {@code most}
   * @param most 1 to {@link #MAX_WORKERS}
   * @return a changed copy
   * @throws IllegalArgumentException if they are not
   */
  public PoolConfig workers(int least, int most) {
    return with(
        d -> {
          d.minWorkers = least;
          d.workers = most;
        });
  }

  /**
   * Sets how long a worker has nothing to do before it ends, if there are more than the least
   * number of them.
   *
   * @param timeout zero ends workers as soon as nothing is left for them; huge for never
   * @return a changed copy
   * @throws IllegalArgumentException if it is negative
   * @see #workers(int, int)
   */
  public PoolConfig idleTimeout(Duration timeout) {
    return with(d -> d.idleTimeout = timeout);
  }

  /**
   * Sets how the workers are started: by which {@link dev.procession.StartMethod}, with which JVM
   * options, heap, environment and so on.
   *
   * <p>A pool over {@link dev.procession.StartMethod#THREAD} has threads of this JVM for workers,
   * for debugging and cheap work. Functions, arguments and results are copied all the same, so what
   * works there works with processes. A thread cannot be killed: where a process would be, the
   * thread is interrupted and given up, and another takes its place, while whatever it does goes on
   * for as long as it likes. {@link System#exit} in a task ends this program. Settings of JVMs do
   * not apply, and {@link CallOptions#memoryLimit(long)} is refused.
   *
   * <p>Over {@link dev.procession.StartMethod#FORK}, the static fields of the program's own classes
   * that the initializer or a task uses have in a worker the values that they had here when
   * something that uses them was sent there for the first time; from then on they are the worker's
   * own.
   *
   * @param context the settings
   * @return a changed copy
   */
  public PoolConfig context(Context context) {
    return with(d -> d.context = context);
  }

  /**
   * Runs something once in each worker before its first task. If it fails, the pool is broken:
   * every call fails with {@link PoolBrokenException}, whose cause is the failure.
   *
   * @param initializer what to run
   * @return a changed copy
   */
  public PoolConfig initializer(Action initializer) {
    Objects.requireNonNull(initializer, "initializer");
    return with(d -> d.initializer = initializer);
  }

  /**
   * Replaces each worker after a number of items, which bounds what leaky tasks can leak.
   *
   * <p>Python: {@code maxtasksperchild}, but each item of a chunk counts.
   *
   * @param items at least 1
   * @return a changed copy
   * @throws IllegalArgumentException if {@code items} is less than 1
   */
  public PoolConfig tasksPerWorker(int items) {
    if (items < 1) {
      throw new IllegalArgumentException(
          "a worker runs at least one task: tasksPerWorker="
              + items
              + "; leave it out for no limit");
    }
    return with(d -> d.tasksPerWorker = items);
  }

  /**
   * Sets how long an interrupted task, or a worker asked to stop, has before its process is killed.
   *
   * @param grace zero kills at once
   * @return a changed copy
   */
  public PoolConfig killGrace(Duration grace) {
    return with(d -> d.killGrace = grace);
  }

  /**
   * Limits the time of each task of the pool, where a call does not say otherwise.
   *
   * @param limit greater than zero
   * @return a changed copy
   * @see CallOptions#taskTimeout(Duration)
   */
  public PoolConfig taskTimeout(Duration limit) {
    return call(call.taskTimeout(limit));
  }

  /**
   * Limits the memory of each task of the pool, where a call does not say otherwise.
   *
   * @param bytes at least 1
   * @return a changed copy
   * @see CallOptions#memoryLimit(long)
   */
  public PoolConfig memoryLimit(long bytes) {
    return call(call.memoryLimit(bytes));
  }

  /**
   * Sets the options that calls have unless they change them.
   *
   * @param call options
   * @return a changed copy
   */
  public PoolConfig call(CallOptions call) {
    return with(d -> d.call = call);
  }

  /**
   * Has somebody told what happens in the pool: workers that come and go, items that fail, how far
   * it is.
   *
   * <p>Python: has no counterpart.
   *
   * @param listener stays in this process, and is called on a thread of its own
   * @return a changed copy
   */
  public PoolConfig listener(PoolListener listener) {
    Objects.requireNonNull(listener, "listener");
    return with(d -> d.listener = listener);
  }
}
