package dev.procession.benchmarks.team;

import dev.procession.benchmarks.harness.Contestant;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Threads of this JVM. */
public final class ThreadTeam implements Contestant {
  private final int members;
  private final Burst burst;
  private final ExecutorService threads;

  /** All members do the same, with the same things. */
  public ThreadTeam(int members, Burst burst) {
    this.members = members;
    this.burst = burst;
    threads = Executors.newFixedThreadPool(members);
  }

  @Override
  public double[] round(Duration time) throws Exception {
    Shift shift = Shift.of(time);
    List<Future<Long>> shares = new ArrayList<>();
    for (int i = 0; i < members; i++) {
      shares.add(threads.submit(() -> shift.work(burst)));
    }
    long done = 0;
    for (Future<Long> share : shares) {
      done += share.get();
    }
    return new double[] {shift.secondsEach(done)};
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
