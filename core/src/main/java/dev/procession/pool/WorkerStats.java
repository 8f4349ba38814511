package dev.procession.pool;

import dev.procession.internal.proc.ResidentMemory;
import dev.procession.internal.shm.PoolSight;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * How one worker of a pool is doing.
 *
 * @param pid its process id; of a worker that is a thread, that of the program
 * @param state what it is doing
 * @param since for how long it has had nothing to do; while it is busy, for how long it has run its
 *     present item, some hundredths of a second more or less; while it is starting, since its start
 * @param items how many items it has reported
 * @param failed how many of them threw
 * @param busyTime how much time it has spent on them
 */
public record WorkerStats(
    long pid, State state, Duration since, long items, long failed, Duration busyTime) {

  /** Where a worker is in its life. */
  public enum State {
    /** Its process has been started; it may be running the initializer. */
    STARTING,
    /** It has nothing to do. */
    IDLE,
    /** It has items. */
    BUSY,
    /** It has been told to end, and may still be running what it has. */
    LEAVING
  }

  static WorkerStats of(PoolSight.Row row) {
    return new WorkerStats(
        row.pid(),
        switch (row.state()) {
          case STARTING -> State.STARTING;
          case IDLE -> State.IDLE;
          case BUSY -> State.BUSY;
          case LEAVING -> State.LEAVING;
        },
        Duration.ofNanos(row.sinceNanos()),
        row.items(),
        row.failed(),
        Duration.ofNanos(row.busyNanos()));
  }

  /**
   * How much memory its process has in use at this moment, which is asked for now.
   *
   * @return resident bytes; empty if the process has ended, belongs to somebody else, or the system
   *     does not say
   */
  public OptionalLong residentBytes() {
    long bytes = ResidentMemory.of(pid);
    return bytes == ResidentMemory.UNKNOWN ? OptionalLong.empty() : OptionalLong.of(bytes);
  }
}
