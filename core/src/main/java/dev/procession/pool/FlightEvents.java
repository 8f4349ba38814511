package dev.procession.pool;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import jdk.jfr.FlightRecorder;

/**
 * Pools as events of the Flight Recorder. As long as that was never started, which is one look at a
 * static field, none of it is loaded: that would take half a second.
 */
final class FlightEvents {
  private static final boolean PRESENT = ModuleLayer.boot().findModule("jdk.jfr").isPresent();

  /** Pools that are open. Added and removed by their loops, read by the recorder's thread. */
  private static final Set<Insight> POOLS = ConcurrentHashMap.newKeySet();

  private FlightEvents() {}

  /** Whether events may be wanted. Asked before each. */
  static boolean on() {
    return PRESENT && FlightRecorder.isInitialized();
  }

  /** Registers the figures that are recorded now and then, as soon as there is a recorder. */
  private static final class Figures {
    static {
      FlightRecorder.addPeriodicEvent(
          PoolEvent.class, () -> POOLS.forEach(pool -> pool(pool, "figures")));
    }

    static void register() {}
  }

  static void opened(Insight pool) {
    POOLS.add(pool);
    if (on()) {
      pool(pool, "opened");
    }
  }

  static void closed(Insight pool) {
    POOLS.remove(pool);
    if (on()) {
      pool(pool, "closed");
    }
  }

  private static void pool(Insight pool, String what) {
    Figures.register();
    var event = new PoolEvent();
    if (event.shouldCommit()) {
      PoolStats stats = pool.stats();
      event.pool = pool.name();
      event.what = what;
      event.submitted = stats.submitted();
      event.waiting = stats.waiting();
      event.running = stats.running();
      event.done = stats.done();
      event.failed = stats.failed();
      event.cancelled = stats.cancelled();
      event.retried = stats.retried();
      event.workersUp = stats.workersUp();
      event.workersBusy = stats.workersBusy();
      event.workersDied = stats.workersDied();
      event.commit();
    }
  }

  static void worker(String pool, long pid, String what, int exitCode, String signal, long items) {
    Figures.register();
    var event = new WorkerEvent();
    if (event.shouldCommit()) {
      event.pool = pool;
      event.worker = pid;
      event.what = what;
      event.exitCode = exitCode;
      event.signal = signal;
      event.items = items;
      event.commit();
    }
  }

  static void items(
      String pool,
      long pid,
      int items,
      int failed,
      int attempts,
      long nanos,
      long bytes,
      String outcome) {
    Figures.register();
    var event = new ItemEvent();
    if (event.shouldCommit()) {
      event.pool = pool;
      event.worker = pid;
      event.items = items;
      event.failed = failed;
      event.attempts = attempts;
      event.runTime = nanos;
      event.bytes = bytes;
      event.outcome = outcome;
      event.commit();
    }
  }
}
