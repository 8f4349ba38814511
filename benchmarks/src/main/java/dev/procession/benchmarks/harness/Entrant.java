package dev.procession.benchmarks.harness;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A contestant while it takes part in a line, with what its rounds have given so far.
 *
 * <p>It works on a thread of its own, so that one that hangs can be given up.
 */
final class Entrant implements AutoCloseable {
  /** Far beyond what any turn takes, also on a busy machine. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final String name;
  private final Contestant contestant;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().name("benchmark").daemon().factory());
  private final List<Samples> rounds = new ArrayList<>();

  Entrant(String name, Contestant contestant) {
    this.name = name;
    this.contestant = contestant;
  }

  String name() {
    return name;
  }

  /** Works without being measured. */
  void warmUp(Duration time) throws Exception {
    work(time);
  }

  /** Works and is measured. */
  void round(Duration time) throws Exception {
    rounds.add(new Samples(work(time)));
  }

  /** A figure over all rounds. */
  Spread spread(Figure figure) {
    return Spread.of(rounds.stream().mapToDouble(figure::of).toArray());
  }

  private double[] work(Duration time) throws Exception {
    Future<double[]> times = thread.submit(() -> contestant.round(time));
    try {
      return times.get(time.plus(PATIENCE).toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      times.cancel(true);
      throw new TimeoutException("no result after " + time.plus(PATIENCE).toSeconds() + " s");
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }

  @Override
  public void close() throws Exception {
    try {
      contestant.close();
    } finally {
      thread.shutdownNow();
    }
  }
}
