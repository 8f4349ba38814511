package dev.procession.cli.demo;

import dev.procession.Context;
import dev.procession.cli.CommandException;
import dev.procession.cli.Interruption;
import dev.procession.cli.Pools;
import dev.procession.cli.progress.Meter;
import dev.procession.pool.PoolConfig;
import dev.procession.pool.ProcessPool;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Makes passes over the classes of the JDK. */
final class Study {
  /** Chaos may hit the same class again and again; so often it does not. */
  private static final int RETRIES = 100;

  /**
   * The workers live for seconds. In that time the optimizing compiler costs more processors than
   * its code gives back: in every worker it compiles the same methods. So the quick one does it
   * all, and as soon as a JVM does without being told otherwise.
   */
  private static final String[] QUICK_COMPILER = {
    "-XX:TieredStopAtLevel=1", "-XX:CompileThresholdScaling=1"
  };

  private final List<String> classFiles;
  private final Meter meter;
  private final Interruption interruption;

  Study(List<String> classFiles, Meter meter, Interruption interruption) {
    this.classFiles = classFiles;
    this.meter = meter;
    this.interruption = interruption;
  }

  /** Studies all classes. */
  Pass all(int workers) {
    return pass(workers, 1, false);
  }

  /** Studies all classes while workers are killed. */
  Pass allInChaos(int workers) {
    return pass(workers, 1, true);
  }

  /**
   * Studies with one worker as many classes as each of several workers would. Its code is then as
   * warm as theirs, which makes it a fair measure of what they gain.
   */
  Pass share(int workers) {
    return pass(1, workers, false);
  }

  private Pass pass(int workers, int step, boolean chaotic) {
    var totals = new Totals();
    var times = new WorkerTimes();
    int killed = 0;
    long begin = System.nanoTime();
    ProcessPool pool = ProcessPool.open(config -> configure(config, workers));
    boolean finished = false;
    try {
      if (chaotic) {
        var chaos = Chaos.among(pool, times);
        try (chaos) {
          consume(pool, step, totals);
        }
        killed = chaos.killed();
      } else {
        consume(pool, step, totals);
      }
      times.look(pool.workerPids());
      finished = true;
    } finally {
      if (!finished) {
        Pools.stop(pool);
      }
    }
    var elapsed = Duration.ofNanos(System.nanoTime() - begin);
    pool.close();
    return new Pass(workers, step, totals, elapsed, times.total(), killed);
  }

  private PoolConfig configure(PoolConfig standard, int workers) {
    return standard
        .name("demo")
        .workers(workers)
        .listener(meter.listener())
        .context(Context.standard().jvmOptions(QUICK_COMPILER));
  }

  private void consume(ProcessPool pool, int step, Totals totals) {
    List<String> chosen = every(step);
    try (Stream<ClassFigures> results =
        pool.streamUnordered(new ClassStudy(), chosen, options -> options.retries(RETRIES))) {
      Iterator<ClassFigures> iterator = results.iterator();
      while (interruption.await(iterator::hasNext)) {
        ClassFigures figures = iterator.next();
        totals.add(figures);
        meter.add(figures.bytes(), true);
      }
    }
    if (totals.all().classes() != chosen.size()) {
      throw CommandException.failure(
          "not every class was studied: studied="
              + totals.all().classes()
              + ", classes="
              + chosen.size(),
          null);
    }
  }

  private List<String> every(int step) {
    return IntStream.range(0, classFiles.size())
        .filter(i -> i % step == 0)
        .mapToObj(classFiles::get)
        .toList();
  }
}
