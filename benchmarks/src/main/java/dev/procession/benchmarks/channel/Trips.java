package dev.procession.benchmarks.channel;

import dev.procession.Context;
import dev.procession.benchmarks.harness.Contestant;
import dev.procession.benchmarks.team.Partner;
import dev.procession.pool.ProcessPool;
import java.time.Duration;
import java.util.stream.DoubleStream;

/** A message that goes to and fro between two processes. */
final class Trips implements Contestant {
  /** How many there are before the far side looks for its end again. */
  private static final int BURST = 64;

  private final ProcessPool near;
  private final Partner far;
  private final Station<Side> side;
  private final Rhythm rhythm;
  private final AutoCloseable resource;

  private Trips(
      ProcessPool near, Partner far, Station<Side> side, Rhythm rhythm, AutoCloseable resource) {
    this.near = near;
    this.far = far;
    this.side = side;
    this.rhythm = rhythm;
    this.resource = resource;
  }

  /**
   * Starts the processes.
   *
   * @param context how they are started
   * @param near sends and waits for the answer
   * @param far answers
   * @param resource closed when both have ended
   */
  static Contestant between(
      Context context,
      Rhythm rhythm,
      Station<Side> near,
      Station<Side> far,
      AutoCloseable resource) {
    Partner partner = new Partner(1, context, () -> Post.at(far).turn(BURST));
    ProcessPool pool = ProcessPool.open(c -> c.workers(1).context(context));
    return new Trips(pool, partner, near, rhythm, resource);
  }

  /** Gives the seconds for there and back. */
  @Override
  public double[] round(Duration time) throws Exception {
    Station<Side> station = side;
    Rhythm beat = rhythm;
    return near.submit(() -> measure(Post.at(station), beat, time)).get();
  }

  private static double[] measure(Side side, Rhythm rhythm, Duration time) throws Exception {
    DoubleStream.Builder samples = DoubleStream.builder();
    long begin = System.nanoTime();
    do {
      rhythm.rest();
      long start = System.nanoTime();
      side.turn(rhythm.turns());
      samples.add((System.nanoTime() - start) / 1e9 / rhythm.turns());
    } while (System.nanoTime() - begin < time.toNanos());
    return samples.build().toArray();
  }

  @Override
  public void close() throws Exception {
    try (resource) {
      near.shutdownNow();
      far.close();
      near.close();
    }
  }
}
