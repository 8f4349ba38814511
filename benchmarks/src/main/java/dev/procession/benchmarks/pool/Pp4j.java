package dev.procession.benchmarks.pool;

import dev.procession.benchmarks.harness.Contestant;
import dev.procession.benchmarks.harness.Local;
import dev.procession.benchmarks.harness.Peer;
import dev.procession.benchmarks.harness.Results;
import dev.procession.benchmarks.harness.Setting;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import net.viktorc.pp4j.api.JavaProcessExecutorService;
import net.viktorc.pp4j.impl.ProcessExecutors;

/** PP4J: a pool of JVMs, which get serialized tasks as text through their standard input. */
final class Pp4j {
  private Pp4j() {}

  /** How a line is done. */
  @FunctionalInterface
  interface Line {
    Contestant open(Setting setting) throws InterruptedException;
  }

  static Peer peer(Line line) {
    return new Peer("pp4j", line::open);
  }

  /** A task that can be sent. */
  @FunctionalInterface
  private interface SentTask<V> extends Callable<V>, Serializable {}

  private static JavaProcessExecutorService open(Setting setting) throws InterruptedException {
    return ProcessExecutors.newFixedJavaProcessPool(setting.workers());
  }

  private static <V> Future<V> submit(JavaProcessExecutorService pool, SentTask<V> task) {
    return pool.submit(task);
  }

  static Contestant roundtrip(Setting setting) throws InterruptedException {
    return Local.of(
        open(setting),
        pool -> {
          long start = System.nanoTime();
          int result = submit(pool, () -> 2).get();
          double seconds = Local.since(start);
          Results.check(result, 2);
          return seconds;
        });
  }

  static Contestant submit(Setting setting, int tasks) throws InterruptedException {
    return Local.of(
        open(setting),
        pool -> {
          List<Future<Integer>> futures = new ArrayList<>(tasks);
          long start = System.nanoTime();
          for (int i = 0; i < tasks; i++) {
            int n = i;
            futures.add(submit(pool, () -> n + 1));
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

  static Contestant echo(Setting setting, int bytes) throws InterruptedException {
    byte[] data = new byte[bytes];
    ThreadLocalRandom.current().nextBytes(data);
    return Local.of(
        open(setting),
        pool -> {
          long start = System.nanoTime();
          byte[] result = submit(pool, () -> data).get();
          double seconds = Local.since(start);
          Results.check(Arrays.equals(result, data), true);
          return seconds;
        });
  }
}
