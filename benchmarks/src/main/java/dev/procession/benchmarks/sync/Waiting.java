package dev.procession.benchmarks.sync;

import dev.procession.Action;
import dev.procession.benchmarks.harness.Contestant;
import dev.procession.benchmarks.harness.IdleProcesses;
import dev.procession.benchmarks.harness.Results;
import dev.procession.benchmarks.harness.Setting;
import dev.procession.pool.ProcessPool;
import dev.procession.sync.SharedEvent;
import dev.procession.sync.SharedLock;
import dev.procession.sync.SharedSemaphore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

/** Processes full of threads that wait for what does not come. */
final class Waiting {
  /** How often to look whether all threads sleep. */
  private static final Duration PAUSE = Duration.ofMillis(5);

  private static final int TRIES = 2_000;

  private Waiting() {}

  /** For a third each a lock, a semaphore and an event. */
  static Contestant shared(int processes, int threads, Duration window, Setting setting)
      throws Exception {
    SharedLock lock = SharedLock.create();
    SharedSemaphore semaphore = SharedSemaphore.create(0);
    SharedEvent event = SharedEvent.create();
    lock.lock();
    List<Action> waits = List.of(lock::lockInterruptibly, semaphore::acquire, event::await);
    AutoCloseable shared =
        () -> {
          lock.close();
          semaphore.close();
          event.close();
        };
    ProcessPool pool = open(processes, threads, waits);
    for (int i = 0;
        lock.waiters() + semaphore.waiters() + event.waiters() < processes * threads;
        i++) {
      Results.check(i < TRIES, true);
      Thread.sleep(PAUSE);
    }
    return look(pool, shared, window, setting);
  }

  /** The floor: as many threads that are parked. */
  static Contestant parked(int processes, int threads, Duration window, Setting setting)
      throws Exception {
    ProcessPool pool = open(processes, threads, List.of(LockSupport::park));
    return look(pool, () -> {}, window, setting);
  }

  private static ProcessPool open(int processes, int threads, List<Action> waits) throws Exception {
    ProcessPool pool =
        ProcessPool.open(c -> c.workers(processes).initializer(() -> begin(threads, waits)));
    List<Future<?>> ready = new ArrayList<>();
    for (int i = 0; i < processes; i++) {
      ready.add(pool.submit(() -> Thread.sleep(PAUSE)));
    }
    for (Future<?> each : ready) {
      each.get();
    }
    return pool;
  }

  private static void begin(int threads, List<Action> waits) {
    for (int i = 0; i < threads; i++) {
      Thread.ofPlatform().daemon().start(waits.get(i % waits.size()));
    }
  }

  private static Contestant look(
      ProcessPool pool, AutoCloseable shared, Duration window, Setting setting) throws Exception {
    return new IdleProcesses(
        pool.workerPids(),
        IdleProcesses.Reading.PROCESSOR,
        window,
        setting,
        () -> {
          pool.shutdownNow();
          try (shared) {
            pool.close();
          }
        });
  }
}
