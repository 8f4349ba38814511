package dev.procession.pool;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;

/** What tests of pools share: waiting with one generous deadline. */
public final class PoolTesting {
  /** After so long a test fails. Generous, since the machine may be busy with other things. */
  public static final Duration DEADLINE = Duration.ofSeconds(60);

  private PoolTesting() {}

  /** Opens a pool and waits until all its workers are up. */
  public static ProcessPool openUp(UnaryOperator<PoolConfig> configure) {
    ProcessPool pool = ProcessPool.open(configure);
    awaitFullStrength(pool);
    return pool;
  }

  /** Opens a pool whose initializer fails, so that it is broken some moments later. */
  public static ProcessPool openDoomed() {
    return ProcessPool.open(
        c ->
            c.workers(1)
                .initializer(
                    () -> {
                      throw new IllegalStateException("not today");
                    }));
  }

  /** Waits until as many workers are up as the pool is to have. */
  public static void awaitFullStrength(ProcessPool pool) {
    int workers = pool.config().workers();
    await("the pool has all its workers", () -> pool.workerPids().size() == workers);
  }

  /** Waits until a condition holds. */
  public static void await(String what, Callable<Boolean> condition) {
    Awaitility.await(what)
        .pollInSameThread()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(10))
        .atMost(DEADLINE)
        .until(condition);
  }

  /** The result of a future that is to succeed. */
  public static <V> V get(Future<V> future)
      throws InterruptedException, ExecutionException, TimeoutException {
    return future.get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
  }

  /** The error of a future that is to fail. */
  public static Throwable failureOf(Future<?> future)
      throws InterruptedException, TimeoutException {
    try {
      Object value = future.get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
      throw new AssertionError("did not fail: " + value);
    } catch (ExecutionException e) {
      return e.getCause();
    }
  }

  /** Whether a process is there. */
  public static boolean isAlive(long pid) {
    return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
  }

  /** The process id of whoever calls. */
  public static long pid() {
    return ProcessHandle.current().pid();
  }
}
