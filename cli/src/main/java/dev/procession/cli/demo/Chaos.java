package dev.procession.cli.demo;

import dev.procession.cli.Ticker;
import dev.procession.pool.ProcessPool;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/** Kills a worker every now and then, by SIGKILL, as the kernel does when memory runs out. */
final class Chaos implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofMillis(200);

  /**
   * The last worker is spared. On a busy machine a worker may take longer to start than it is given
   * to live; then nothing would ever be done.
   */
  private static final int SPARED = 1;

  /** So that the demo ends in time where workers take long to start. */
  private static final int MOST_KILLED = 25;

  private final ProcessPool pool;
  private final WorkerTimes times;
  private final AtomicInteger killed = new AtomicInteger();
  private final Ticker ticker;

  private Chaos(ProcessPool pool, WorkerTimes times) {
    this.pool = pool;
    this.times = times;
    this.ticker = Ticker.start("chaos", PAUSE, this::kill);
  }

  /** Begins to kill. */
  static Chaos among(ProcessPool pool, WorkerTimes times) {
    return new Chaos(pool, times);
  }

  private void kill() {
    List<Long> pids = pool.workerPids();
    if (pids.size() <= SPARED || killed.get() >= MOST_KILLED) {
      return;
    }
    times.look(pids);
    long victim = pids.get(ThreadLocalRandom.current().nextInt(pids.size()));
    ProcessHandle.of(victim)
        .filter(ProcessHandle::destroyForcibly)
        .ifPresent(_ -> killed.incrementAndGet());
  }

  /** How many workers were killed. */
  int killed() {
    return killed.get();
  }

  /** Ends the killing. */
  @Override
  public void close() {
    ticker.close();
  }
}
