package dev.procession.benchmarks.harness;

import java.time.Duration;
import java.util.stream.DoubleStream;

/**
 * A contestant whose caller is in this JVM: something that is open, and work done with it.
 *
 * @param <R> what is open
 */
public final class Local<R extends AutoCloseable> implements Contestant {
  private final R resource;
  private final Work<? super R> work;

  private Local(R resource, Work<? super R> work) {
    this.resource = resource;
    this.work = work;
  }

  /** Work that times itself, so that preparing it and checking its result do not count. */
  @FunctionalInterface
  public interface Work<R> {

    /**
     * Does the work once.
     *
     * @return the seconds that one unit of it took
     */
    double seconds(R resource) throws Exception;
  }

  /**
   * Makes one.
   *
   * @param resource closed with the contestant
   * @param work done with it
   */
  public static <R extends AutoCloseable> Contestant of(R resource, Work<? super R> work) {
    return new Local<>(resource, work);
  }

  /** The seconds since a reading of {@link System#nanoTime()}. */
  public static double since(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  @Override
  public double[] round(Duration time) throws Exception {
    long start = System.nanoTime();
    long limit = time.toNanos();
    DoubleStream.Builder samples = DoubleStream.builder();
    do {
      samples.add(work.seconds(resource));
    } while (System.nanoTime() - start < limit);
    return samples.build().toArray();
  }

  @Override
  public void close() throws Exception {
    resource.close();
  }
}
