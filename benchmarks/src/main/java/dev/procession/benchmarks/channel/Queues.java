package dev.procession.benchmarks.channel;

import dev.procession.Context;
import dev.procession.benchmarks.harness.Contestant;
import dev.procession.channel.QueueConfig;
import dev.procession.channel.SharedQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** Procession's queues, one loop for each kind of item. */
final class Queues {
  /** Bytes that may wait in a bounded queue: as much as Agrona's ring has room for. */
  private static final long BOUND = 1L << 20;

  private static final long LARGE_BOUND = 16L << 20;

  private static final int BULK = 1_024;

  private Queues() {}

  /** As {@code SharedQueue.create()} makes it: whoever puts is never held up. */
  static Contestant unbounded(Parties parties, Load load) {
    return flow(parties, load, config -> config);
  }

  /** Those who put wait for those who take. */
  static Contestant bounded(Parties parties, Load load) {
    return flow(parties, load, config -> config.maxBytes(bound(load)));
  }

  private static long bound(Load load) {
    return load.bytes() > BOUND / 8 ? LARGE_BOUND : BOUND;
  }

  private static Contestant flow(Parties parties, Load load, UnaryOperator<QueueConfig> configure) {
    if (load.equals(Load.INT)) {
      SharedQueue<Integer> queue = SharedQueue.create(configure);
      return Flow.between(
          parties, Context.standard(), () -> putter(queue), () -> taker(queue), queue);
    }
    SharedQueue<byte[]> queue = SharedQueue.create(configure);
    return Flow.between(
        parties, Context.standard(), () -> putter(queue, load), () -> taker(queue, load), queue);
  }

  /** Numbers, many at a time. */
  static Contestant bulk(Parties parties) {
    SharedQueue<Integer> queue = SharedQueue.create();
    return Flow.between(
        parties, Context.standard(), () -> bulkPutter(queue), () -> bulkTaker(queue), queue);
  }

  private static Putter putter(SharedQueue<Integer> queue) {
    return (from, to) -> {
      for (int i = from; i < to; i++) {
        queue.put(i);
      }
    };
  }

  private static Taker taker(SharedQueue<Integer> queue) {
    return count -> {
      long sum = 0;
      for (int i = 0; i < count; i++) {
        sum += queue.take();
      }
      return sum;
    };
  }

  private static Putter putter(SharedQueue<byte[]> queue, Load load) {
    byte[] item = load.make();
    return (from, to) -> {
      for (int i = from; i < to; i++) {
        Load.stamp(item, i);
        queue.put(item);
      }
    };
  }

  private static Taker taker(SharedQueue<byte[]> queue, Load load) {
    return count -> {
      long sum = 0;
      for (int i = 0; i < count; i++) {
        sum += load.read(queue.take());
      }
      return sum;
    };
  }

  private static Putter bulkPutter(SharedQueue<Integer> queue) {
    return (from, to) -> {
      for (int start = from; start < to; start += BULK) {
        queue.putAll(IntStream.range(start, Math.min(start + BULK, to)).boxed().toList());
      }
    };
  }

  private static Taker bulkTaker(SharedQueue<Integer> queue) {
    List<Integer> items = new ArrayList<>();
    return count -> {
      long sum = 0;
      for (int left = count; left > 0; left -= items.size()) {
        items.clear();
        items.add(queue.take());
        queue.drainTo(items, Math.min(left, BULK) - 1);
        for (int item : items) {
          sum += item;
        }
      }
      return sum;
    };
  }
}
