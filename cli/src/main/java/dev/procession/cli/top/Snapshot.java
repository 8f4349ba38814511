package dev.procession.cli.top;

import dev.procession.inspect.SharedResource;
import dev.procession.inspect.SharedResources;
import dev.procession.pool.PoolStats;
import dev.procession.pool.RunningPool;
import dev.procession.pool.WorkerStats;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What there is to see at one moment.
 *
 * @param time when
 * @param nanos the same in the time of {@link System#nanoTime()}
 * @param pools all pools
 * @param shared all that programs share besides
 * @param usage what the workers take of the machine, by process id; those that ended meanwhile are
 *     missing
 */
record Snapshot(
    Instant time,
    long nanos,
    List<RunningPool> pools,
    List<SharedResource> shared,
    Map<Long, Usage> usage) {

  /**
   * What a process takes of the machine.
   *
   * @param processorTime since it began
   * @param started when that was
   * @param residentBytes its memory; -1 if that is not known
   */
  record Usage(Duration processorTime, Instant started, long residentBytes) {}

  static Snapshot take() {
    List<RunningPool> pools = RunningPool.list();
    Map<Long, Usage> usage = new HashMap<>();
    for (RunningPool pool : pools) {
      for (WorkerStats worker : pool.stats().workers()) {
        ProcessHandle.of(worker.pid())
            .ifPresent(process -> usage.put(worker.pid(), usage(process.info(), worker)));
      }
    }
    return new Snapshot(Instant.now(), System.nanoTime(), pools, SharedResources.list(), usage);
  }

  private static Usage usage(ProcessHandle.Info process, WorkerStats worker) {
    return new Usage(
        process.totalCpuDuration().orElse(Duration.ZERO),
        process.startInstant().orElse(Instant.now()),
        worker.residentBytes().orElse(-1));
  }

  /** Items per second since the snapshot before, or since the pool was opened. */
  double rate(RunningPool pool, @Nullable Snapshot before) {
    PoolStats old = before == null ? null : before.statsOf(pool);
    if (before == null || old == null) {
      return perSecond(pool.stats().ended(), Duration.between(pool.opened(), time));
    }
    return perSecond(pool.stats().ended() - old.ended(), Duration.ofNanos(nanos - before.nanos));
  }

  private @Nullable PoolStats statsOf(RunningPool pool) {
    for (RunningPool one : pools) {
      if (one.id().equals(pool.id())) {
        return one.stats();
      }
    }
    return null;
  }

  /** How much of a processor a process has taken since the snapshot before, in percent. */
  double processors(long pid, @Nullable Snapshot before) {
    Usage now = usage.get(pid);
    if (now == null) {
      return 0;
    }
    Usage old = before == null ? null : before.usage.get(pid);
    if (before == null || old == null || !old.started.equals(now.started)) {
      return 100 * share(now.processorTime, Duration.between(now.started, time));
    }
    return 100
        * share(now.processorTime.minus(old.processorTime), Duration.ofNanos(nanos - before.nanos));
  }

  private static double perSecond(long count, Duration time) {
    return time.isPositive() ? Math.max(0, count) * 1e9 / time.toNanos() : 0;
  }

  private static double share(Duration part, Duration whole) {
    return whole.isPositive() ? Math.max(0.0, (double) part.toNanos() / whole.toNanos()) : 0;
  }
}
