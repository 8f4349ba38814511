package dev.procession.pool;

import dev.procession.internal.shm.Census;
import dev.procession.internal.shm.PoolSight;
import dev.procession.internal.shm.ProcessIds;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/**
 * A pool of some program on this machine, as it is doing now: what {@code procession top} shows.
 *
 * @param pid the process that has opened it
 * @param program what that process runs: its main class or archive; the name of a child process
 * @param name what the pool is called
 * @param id tells it from all others
 * @param opened when it was opened
 * @param stats how it is doing
 */
public record RunningPool(
    long pid, String program, String name, String id, Instant opened, PoolStats stats) {

  /**
   * Looks at all open pools of all programs whose shared memory this user may read. They are only
   * looked at: nothing in them changes, and no thread of theirs is held up. A pool that is closed
   * meanwhile is left out.
   *
   * @return the oldest first
   */
  public static List<RunningPool> list() {
    return Census.takePools().stream()
        .map(RunningPool::of)
        .sorted(Comparator.comparing(RunningPool::opened).thenComparing(RunningPool::id))
        .toList();
  }

  private static RunningPool of(PoolSight sight) {
    return new RunningPool(
        ProcessIds.pid(sight.creator()),
        sight.program(),
        sight.name(),
        sight.id(),
        Instant.ofEpochMilli(sight.opened()),
        PoolStats.of(sight));
  }
}
