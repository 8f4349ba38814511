package dev.procession.pool;

import dev.procession.Action;
import dev.procession.Context;
import dev.procession.Processes;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a pool: an immutable value with one method per setting, each of which returns a
 * changed copy.
 *
 * @param name shown in threads, logs and messages
 * @param workers how many worker processes
 * @param context how the workers' JVMs are started
 * @param initializer run once in each worker before its first task; null for none
 * @param tasksPerWorker a worker is replaced after this many items; 0 for never
 * @param killGrace how long an interrupted task or a stopping worker has before it is killed
 * @param call the options that calls have unless they change them
 */
public record PoolConfig(
    String name,
    int workers,
    Context context,
    @Nullable Action initializer,
    int tasksPerWorker,
    Duration killGrace,
    CallOptions call) {

  /** The largest number of workers in one pool. */
  public static final int MAX_WORKERS = 4096;

  /**
   * Checks.
   *
   * @throws IllegalArgumentException if {@code workers} is not in 1 to {@link #MAX_WORKERS}, {@code
   *     tasksPerWorker} is negative, {@code killGrace} is negative, or {@code name} is blank
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
    if (tasksPerWorker < 0) {
      throw new IllegalArgumentException(
          "tasksPerWorker is negative: tasksPerWorker=" + tasksPerWorker);
    }
    if (killGrace.isNegative()) {
      throw new IllegalArgumentException("killGrace is negative: killGrace=" + killGrace);
    }
  }

  /**
   * One worker per available processor, no initializer, no recycling, one second of grace.
   *
   * @return the standard configuration
   */
  public static PoolConfig standard() {
    return new PoolConfig(
        "pool",
        Processes.availableProcessors(),
        Context.standard(),
        null,
        0,
        Duration.ofSeconds(1),
        CallOptions.standard());
  }

  /**
   * Names the pool.
   *
   * @param name not blank
   * @return a changed copy
   */
  public PoolConfig name(String name) {
    return new PoolConfig(name, workers, context, initializer, tasksPerWorker, killGrace, call);
  }

  /**
   * Sets the number of workers.
   *
   * @param workers 1 to {@link #MAX_WORKERS}
   * @return a changed copy
   */
  public PoolConfig workers(int workers) {
    return new PoolConfig(name, workers, context, initializer, tasksPerWorker, killGrace, call);
  }

  /**
   * Sets how the workers' JVMs are started.
   *
   * @param context JVM options, heap, environment and so on
   * @return a changed copy
   */
  public PoolConfig context(Context context) {
    return new PoolConfig(name, workers, context, initializer, tasksPerWorker, killGrace, call);
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
    return new PoolConfig(name, workers, context, initializer, tasksPerWorker, killGrace, call);
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
    return new PoolConfig(name, workers, context, initializer, items, killGrace, call);
  }

  /**
   * Sets how long an interrupted task, or a worker asked to stop, has before its process is killed.
   *
   * @param grace zero kills at once
   * @return a changed copy
   */
  public PoolConfig killGrace(Duration grace) {
    return new PoolConfig(name, workers, context, initializer, tasksPerWorker, grace, call);
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
   * Sets the options that calls have unless they change them.
   *
   * @param call options
   * @return a changed copy
   */
  public PoolConfig call(CallOptions call) {
    return new PoolConfig(name, workers, context, initializer, tasksPerWorker, killGrace, call);
  }
}
