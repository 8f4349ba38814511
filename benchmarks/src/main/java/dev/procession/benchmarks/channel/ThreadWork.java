package dev.procession.benchmarks.channel;

import dev.procession.benchmarks.harness.Contestant;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/** A queue among threads of one JVM: nothing is copied, only references change hands. */
final class ThreadWork {
  private static final int CAPACITY = 8_192;

  private ThreadWork() {}

  static Contestant flow(Parties parties) {
    BlockingQueue<Integer> queue = new ArrayBlockingQueue<>(CAPACITY);
    return Flow.amongThreads(
        parties,
        (from, to) -> {
          for (int i = from; i < to; i++) {
            queue.put(i);
          }
        },
        count -> {
          long sum = 0;
          for (int i = 0; i < count; i++) {
            sum += queue.take();
          }
          return sum;
        });
  }
}
