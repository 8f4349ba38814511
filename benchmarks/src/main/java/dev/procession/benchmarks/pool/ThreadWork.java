package dev.procession.benchmarks.pool;

import dev.procession.benchmarks.harness.Contestant;
import dev.procession.benchmarks.harness.Local;
import dev.procession.benchmarks.harness.Results;
import dev.procession.benchmarks.harness.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/** How a fixed pool of threads does the work of each line. */
final class ThreadWork {
  private ThreadWork() {}

  /** An executor has no {@code map}: chunks are tasks, as one would write it by hand. */
  static Contestant map(Setting setting, int items, int chunk) {
    List<Integer> numbers = IntStream.range(0, items).boxed().toList();
    return Local.of(
        Executors.newFixedThreadPool(setting.workers()),
        threads -> {
          long start = System.nanoTime();
          List<Integer> results = map(threads, numbers, chunk);
          double seconds = Local.since(start);
          Results.check(results.getLast(), items);
          return seconds / items;
        });
  }

  private static List<Integer> map(ExecutorService threads, List<Integer> numbers, int chunk)
      throws Exception {
    List<Callable<List<Integer>>> tasks = new ArrayList<>();
    for (int from = 0; from < numbers.size(); from += chunk) {
      List<Integer> part = numbers.subList(from, Math.min(from + chunk, numbers.size()));
      tasks.add(() -> part.stream().map(n -> n + 1).toList());
    }
    List<Integer> results = new ArrayList<>(numbers.size());
    for (Future<List<Integer>> part : threads.invokeAll(tasks)) {
      results.addAll(part.get());
    }
    return results;
  }

  static Contestant submit(Setting setting, int tasks) {
    return Local.of(
        Executors.newFixedThreadPool(setting.workers()),
        threads -> {
          List<Future<Integer>> futures = new ArrayList<>(tasks);
          long start = System.nanoTime();
          for (int i = 0; i < tasks; i++) {
            int n = i;
            futures.add(threads.submit(() -> n + 1));
          }
          int last = 0;
          for (Future<Integer> future : futures) {
            last = future.get();
          }
          double seconds = Local.since(start);
          Results.check(last, tasks);
          return seconds / tasks;
        });
  }

  static Contestant roundtrip(Setting setting) {
    return Local.of(
        Executors.newFixedThreadPool(setting.workers()),
        threads -> {
          long start = System.nanoTime();
          int result = threads.submit(() -> 2).get();
          double seconds = Local.since(start);
          Results.check(result, 2);
          return seconds;
        });
  }

  /** Threads share the bytes; nothing is copied. */
  static Contestant echo(Setting setting, int bytes) {
    byte[] data = new byte[bytes];
    return Local.of(
        Executors.newFixedThreadPool(setting.workers()),
        threads -> {
          long start = System.nanoTime();
          byte[] result = threads.submit(() -> data).get();
          double seconds = Local.since(start);
          Results.check(result, data);
          return seconds;
        });
  }

  static Contestant ready(Setting setting) {
    return Local.of(
        () -> {},
        ignored -> {
          CountDownLatch arrivals = new CountDownLatch(setting.workers());
          CountDownLatch release = new CountDownLatch(1);
          long start = System.nanoTime();
          try (ExecutorService threads = Executors.newFixedThreadPool(setting.workers())) {
            for (int i = 0; i < setting.workers(); i++) {
              threads.execute(() -> pass(arrivals, release));
            }
            arrivals.await();
            double seconds = Local.since(start);
            release.countDown();
            return seconds;
          }
        });
  }

  private static void pass(CountDownLatch arrivals, CountDownLatch release) {
    arrivals.countDown();
    try {
      release.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
