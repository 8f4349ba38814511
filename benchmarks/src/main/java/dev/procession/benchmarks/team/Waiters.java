package dev.procession.benchmarks.team;

import dev.procession.Action;
import dev.procession.benchmarks.harness.Contestant;
import dev.procession.benchmarks.harness.IdleProcesses;
import dev.procession.benchmarks.harness.PeerProcess;
import dev.procession.benchmarks.harness.Results;
import dev.procession.benchmarks.harness.Setting;
import dev.procession.pool.ProcessPool;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Processes full of threads that wait for what does not come. */
public final class Waiters {
  /** How often to look whether all threads sleep. */
  private static final Duration PAUSE = Duration.ofMillis(5);

  private static final int TRIES = 2_000;

  private final int processes;
  private final int threads;
  private final Duration window;

  /**
   * Starts nothing.
   *
   * @param threads of each process
   * @param window processor time is given for as long
   */
  public Waiters(int processes, int threads, Duration window) {
    this.processes = processes;
    this.threads = threads;
    this.window = window;
  }

  /** How many threads each process has. */
  public int threadsOfEach() {
    return threads;
  }

  /** How many threads there are in all processes together. */
  public int threads() {
    return processes * threads;
  }

  /**
   * Starts them and looks at them.
   *
   * @param waits what the threads of each process do, in turn; they never return
   * @param shared what they wait for, closed with the contestant
   * @param asleep whether all of them sleep
   */
  public Contestant open(
      List<Action> waits, AutoCloseable shared, BooleanSupplier asleep, Setting setting)
      throws Exception {
    int each = threads;
    ProcessPool pool =
        ProcessPool.open(c -> c.workers(processes).initializer(() -> begin(each, waits)));
    List<Future<?>> ready = new ArrayList<>();
    for (int i = 0; i < processes; i++) {
      ready.add(pool.submit(() -> Thread.sleep(PAUSE)));
    }
    for (Future<?> worker : ready) {
      worker.get();
    }
    for (int i = 0; !asleep.getAsBoolean(); i++) {
      Results.check(i < TRIES, true);
      Thread.sleep(PAUSE);
    }
    return look(
        pool.workerPids(),
        setting,
        () -> {
          pool.shutdownNow();
          try (shared) {
            pool.close();
          }
        });
  }

  /** The floor: as many threads that are parked. */
  public Contestant parked(Setting setting) throws Exception {
    return open(List.of(LockSupport::park), () -> {}, () -> true, setting);
  }

  /** The same in the processes of a peer, which knows the works {@code rest} and {@code wake}. */
  public Contestant at(PeerProcess peer, Setting setting) throws Exception {
    Map<String, Object> request =
        Map.of("work", "rest", "processes", processes, "threads", threads);
    Object pids = peer.ask(request).get("pids");
    List<Long> idle = new ArrayList<>();
    if (pids instanceof List<?> list) {
      list.forEach(pid -> idle.add(((Number) pid).longValue()));
    }
    if (idle.size() != processes) {
      throw new IOException("the peer gave no process ids: pids=" + pids);
    }
    return look(idle, setting, () -> peer.ask(Map.of("work", "wake")));
  }

  private Contestant look(Collection<Long> pids, Setting setting, AutoCloseable owner)
      throws Exception {
    return new IdleProcesses(pids, IdleProcesses.Reading.PROCESSOR, window, setting, owner);
  }

  private static void begin(int threads, List<Action> waits) {
    for (int i = 0; i < threads; i++) {
      Thread.ofPlatform().daemon().start(waits.get(i % waits.size()));
    }
  }
}
