package dev.procession.benchmarks.pool;

import com.sun.management.OperatingSystemMXBean;
import dev.procession.benchmarks.harness.Contestant;
import dev.procession.benchmarks.harness.Local;
import dev.procession.benchmarks.harness.NotAvailableException;
import dev.procession.benchmarks.harness.Results;
import dev.procession.benchmarks.harness.Setting;
import dev.procession.pool.CallOptions;
import dev.procession.pool.ProcessPool;
import dev.procession.pool.WorkerDiedException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** How a {@link ProcessPool} does the work of each line. */
final class ProcessionWork {
  /** How many times as much memory as a value has all contestants together need. */
  private static final long ROOM = 12;

  private ProcessionWork() {}

  static Contestant map(Setting setting, int items, UnaryOperator<CallOptions> options) {
    List<Integer> numbers = IntStream.range(0, items).boxed().toList();
    return Local.of(
        ProcessPool.open(setting.workers()),
        pool -> {
          long start = System.nanoTime();
          List<Integer> results = pool.map(n -> n + 1, numbers, options);
          double seconds = Local.since(start);
          Results.check(results.getLast(), items);
          return seconds / items;
        });
  }

  static Contestant submit(Setting setting, int tasks) {
    return Local.of(
        ProcessPool.open(setting.workers()),
        pool -> {
          List<CompletableFuture<Integer>> futures = new ArrayList<>(tasks);
          long start = System.nanoTime();
          for (int i = 0; i < tasks; i++) {
            int n = i;
            futures.add(pool.submit(() -> n + 1));
          }
          int last = 0;
          for (CompletableFuture<Integer> future : futures) {
            last = future.get();
          }
          double seconds = Local.since(start);
          Results.check(last, tasks);
          return seconds / tasks;
        });
  }

  static Contestant roundtrip(Setting setting) {
    return Local.of(
        ProcessPool.open(setting.workers()),
        pool -> {
          long start = System.nanoTime();
          int result = pool.apply(n -> n + 1, 1);
          double seconds = Local.since(start);
          Results.check(result, 2);
          return seconds;
        });
  }

  static Contestant echo(Setting setting, int bytes) {
    byte[] data = new byte[bytes];
    ThreadLocalRandom.current().nextBytes(data);
    return Local.of(
        ProcessPool.open(setting.workers()),
        pool -> {
          long start = System.nanoTime();
          byte[] result = pool.apply(sent -> sent, data);
          double seconds = Local.since(start);
          Results.check(Arrays.equals(result, data), true);
          return seconds;
        });
  }

  /** Left out of quick runs, and where there is no room for it and for what its peers copy. */
  static Contestant echoMemory(Setting setting, int bytes) throws NotAvailableException {
    if (setting.size(1, 0) == 0) {
      throw new NotAvailableException("only a full run has time for it", null);
    }
    long free =
        ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getFreeMemorySize();
    if (free < ROOM * bytes) {
      throw new NotAvailableException(
          "there is not enough memory: needed=" + ROOM * bytes + ", free=" + free, null);
    }
    MemorySegment data = Arena.ofAuto().allocate(bytes);
    data.fill((byte) 1);
    return Local.of(
        ProcessPool.open(setting.workers()),
        pool -> {
          long start = System.nanoTime();
          MemorySegment result = pool.apply(sent -> sent, data);
          double seconds = Local.since(start);
          Results.check(result.mismatch(data), -1L);
          return seconds;
        });
  }

  static Contestant ready(Setting setting) throws Exception {
    return Local.of(
        Gate.create(),
        gate -> {
          String location = gate.location();
          long start = System.nanoTime();
          try (ProcessPool pool = ProcessPool.open(setting.workers())) {
            for (int i = 0; i < setting.workers(); i++) {
              pool.execute(() -> Gate.pass(location));
            }
            gate.awaitArrivals(setting.workers());
            double seconds = Local.since(start);
            gate.release(setting.workers());
            return seconds;
          }
        });
  }

  static Contestant death(Setting setting) throws Exception {
    Gate gate = Gate.create();
    ProcessPool pool = ProcessPool.open(setting.workers());
    return Local.of(
        () -> {
          pool.close();
          gate.close();
        },
        ignored -> {
          String location = gate.location();
          awaitFullStrength(pool);
          CompletableFuture<?> task = pool.submit(() -> Gate.pass(location));
          ProcessHandle worker = ProcessHandle.of(gate.awaitArrival()).orElseThrow();
          long start = System.nanoTime();
          worker.destroyForcibly();
          try {
            task.get();
            throw new IllegalStateException("the task of a killed worker succeeded");
          } catch (ExecutionException e) {
            double seconds = Local.since(start);
            Results.check(e.getCause() instanceof WorkerDiedException, true);
            return seconds;
          }
        });
  }

  private static void awaitFullStrength(ProcessPool pool) throws InterruptedException {
    while (pool.workerPids().size() < pool.config().workers()) {
      Thread.sleep(1);
    }
  }
}
