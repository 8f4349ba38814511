package dev.procession.benchmarks.channel;

import dev.procession.Context;
import dev.procession.Task;
import dev.procession.benchmarks.harness.Contestant;
import dev.procession.benchmarks.harness.Results;
import dev.procession.benchmarks.team.Start;
import dev.procession.pool.ProcessPool;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.DoubleStream;

/**
 * Items that go from some to others, through one channel. Of as many as a turn has time for, each
 * putter puts an equal share, and each taker takes one. The time is from when the first putter
 * begins until the last taker has its share.
 */
final class Flow implements Contestant {
  /** A loop is left and entered again after as many items, to be compiled as a whole. */
  private static final int SLICE = 4_096;

  /** How many items flow when nothing is known of how quick they are. */
  private static final int FEW = 64;

  /** What is not compiled yet tells little of how quick it will be. */
  private static final int GROWTH = 8;

  private final Parties parties;
  private final ExecutorService putters;
  private final ExecutorService takers;
  private final Station<Putter> putting;
  private final Station<Taker> taking;
  private final AutoCloseable resource;

  /** How many items flowed in the last run, and how many of them in a second. */
  private int last = FEW;

  private double rate;

  private Flow(
      Parties parties,
      ExecutorService putters,
      ExecutorService takers,
      Station<Putter> putting,
      Station<Taker> taking,
      AutoCloseable resource) {
    this.parties = parties;
    this.putters = putters;
    this.takers = takers;
    this.putting = putting;
    this.taking = taking;
    this.resource = resource;
  }

  /** What a taker has to tell: when it had all, by the clock of all, and the sum of the numbers. */
  private record Taken(long nanos, long sum) implements Serializable {
    private static final long serialVersionUID = 1;
  }

  /**
   * Starts processes.
   *
   * @param context how they are started
   * @param resource closed when they have ended
   */
  static Contestant between(
      Parties parties,
      Context context,
      Station<Putter> putting,
      Station<Taker> taking,
      AutoCloseable resource) {
    return new Flow(
        parties,
        ProcessPool.open(c -> c.workers(parties.putters()).context(context)),
        ProcessPool.open(c -> c.workers(parties.takers()).context(context)),
        () -> Post.at(putting),
        () -> Post.at(taking),
        resource);
  }

  /** Starts threads, which share one putter and one taker. */
  static Contestant amongThreads(Parties parties, Putter putter, Taker taker) {
    return new Flow(
        parties,
        Executors.newFixedThreadPool(parties.putters()),
        Executors.newFixedThreadPool(parties.takers()),
        () -> putter,
        () -> taker,
        () -> {});
  }

  /** Gives the seconds for one item. */
  @Override
  public double[] round(Duration time) throws Exception {
    DoubleStream.Builder samples = DoubleStream.builder();
    long start = System.nanoTime();
    do {
      long items = Math.min((long) (rate * time.toNanos() / 1e9), (long) GROWTH * last);
      last = parties.even(Math.max(items, FEW));
      double each = run(last) / last;
      rate = 1 / each;
      samples.add(each);
      // What is left would be too little to tell anything.
    } while (System.nanoTime() - start < time.toNanos() / 2);
    return samples.build().toArray();
  }

  /** Gives the seconds that all of it took. */
  private double run(int items) throws Exception {
    int in = items / parties.putters();
    int out = items / parties.takers();
    Start start = Start.soon();
    List<Future<Taken>> taken = submit(takers, parties.takers(), taking, new TakeAll(out));
    List<Future<Long>> put = submit(putters, parties.putters(), putting, new PutAll(in, start));
    long begin = Long.MAX_VALUE;
    for (Future<Long> each : put) {
      begin = Math.min(begin, each.get() - start.nanos());
    }
    long end = begin;
    long sum = 0;
    for (Future<Taken> future : taken) {
      Taken each = future.get();
      end = Math.max(end, each.nanos() - start.nanos());
      sum += each.sum();
    }
    Results.check(sum, parties.putters() * ((long) in * (in - 1) / 2));
    return (end - begin) / 1e9;
  }

  /** What is done at an end. */
  private interface Work<T, R> extends Serializable {
    R with(T end) throws Exception;
  }

  /** Gives the time at which it began. */
  private record PutAll(int count, Start start) implements Work<Putter, Long> {
    private static final long serialVersionUID = 1;

    @Override
    public Long with(Putter putter) throws Exception {
      start.await();
      long begin = System.nanoTime();
      for (int from = 0; from < count; from += SLICE) {
        putter.put(from, Math.min(from + SLICE, count));
      }
      return begin;
    }
  }

  private record TakeAll(int count) implements Work<Taker, Taken> {
    private static final long serialVersionUID = 1;

    @Override
    public Taken with(Taker taker) throws Exception {
      long sum = 0;
      for (int left = count; left > 0; left -= SLICE) {
        sum += taker.take(Math.min(SLICE, left));
      }
      return new Taken(System.nanoTime(), sum);
    }
  }

  private static <T, R> List<Future<R>> submit(
      ExecutorService workers, int count, Station<T> station, Work<T, R> work) {
    Task<R> task = () -> work.with(station.open());
    List<Future<R>> futures = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      futures.add(workers.submit(task));
    }
    return futures;
  }

  @Override
  public void close() throws Exception {
    // Those who put and those who take may wait for one another.
    putters.shutdownNow();
    takers.shutdownNow();
    try (resource) {
      putters.close();
      takers.close();
    }
  }
}
