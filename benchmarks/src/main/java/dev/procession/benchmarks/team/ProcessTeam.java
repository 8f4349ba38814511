package dev.procession.benchmarks.team;

import dev.procession.benchmarks.harness.Contestant;
import dev.procession.benchmarks.harness.Results;
import dev.procession.pool.ProcessPool;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Processes, each with one thread that works. */
public final class ProcessTeam implements Contestant {
  /** Workers come up one after the other. The first may be through with two tasks by then. */
  private static final int TRIES = 500;

  private final int members;
  private final Burst burst;
  private final AutoCloseable resource;
  private final @Nullable LongSupplier counted;
  private final ProcessPool pool;

  private ProcessTeam(
      int members, AutoCloseable resource, Burst burst, @Nullable LongSupplier counted) {
    this.members = members;
    this.burst = burst;
    this.resource = resource;
    this.counted = counted;
    pool = ProcessPool.open(members);
  }

  /** How much of the work a process has done. */
  private record Share(long pid, long done) implements Serializable {
    private static final long serialVersionUID = 1;
  }

  /**
   * Starts the processes.
   *
   * @param resource what they share, closed with the contestant
   * @param burst what each of them does, with what they share among its captured variables
   */
  public static Contestant open(int members, AutoCloseable resource, Burst burst) throws Exception {
    return open(new ProcessTeam(members, resource, burst, null));
  }

  /**
   * The same with a check.
   *
   * @param counted how many operations there have been, as seen in what they have changed
   */
  public static Contestant open(
      int members, AutoCloseable resource, Burst burst, LongSupplier counted) throws Exception {
    return open(new ProcessTeam(members, resource, burst, counted));
  }

  private static Contestant open(ProcessTeam team) throws Exception {
    try {
      for (int tries = 0; processes(team.work(Shift.of(Duration.ZERO))) < team.members; tries++) {
        Results.check(tries < TRIES, true);
      }
      return team;
    } catch (Exception e) {
      team.close();
      throw e;
    }
  }

  /** Gives the seconds for one operation, of whichever member. */
  @Override
  public double[] round(Duration time) throws Exception {
    Shift shift = Shift.of(time);
    long before = counted == null ? 0 : counted.getAsLong();
    List<Share> shares = work(shift);
    long done = shares.stream().mapToLong(Share::done).sum();
    Results.check(processes(shares), members);
    if (counted != null) {
      Results.check(counted.getAsLong() - before, done);
    }
    return new double[] {shift.secondsEach(done)};
  }

  private List<Share> work(Shift shift) throws Exception {
    List<Future<Share>> futures = new ArrayList<>();
    Burst ofEach = burst;
    for (int i = 0; i < members; i++) {
      futures.add(pool.submit(() -> new Share(ProcessHandle.current().pid(), shift.work(ofEach))));
    }
    List<Share> shares = new ArrayList<>();
    for (Future<Share> future : futures) {
      shares.add(future.get());
    }
    return shares;
  }

  private static int processes(List<Share> shares) {
    Set<Long> pids = new HashSet<>();
    shares.forEach(share -> pids.add(share.pid()));
    return pids.size();
  }

  @Override
  public void close() throws Exception {
    try (resource) {
      pool.shutdownNow();
      pool.close();
    }
  }
}
