package dev.procession.benchmarks.start;

import dev.procession.ChildProcess;
import dev.procession.Context;
import dev.procession.benchmarks.harness.Contestant;
import dev.procession.benchmarks.harness.IdleProcesses;
import dev.procession.benchmarks.harness.Local;
import dev.procession.benchmarks.harness.NamedPipe;
import dev.procession.benchmarks.harness.Results;
import dev.procession.benchmarks.harness.Setting;
import dev.procession.benchmarks.start.Standby.Use;
import dev.procession.pool.ProcessPool;
import java.util.List;
import java.util.OptionalInt;

/** How Procession does the work of each line, with whatever context. */
final class ProcessionWork {
  private ProcessionWork() {}

  /** What can be measured of a start. */
  enum Part {
    /** From just before the start to the first line of the child's code. */
    FIRST_LINE {
      @Override
      double measure(Context context, NamedPipe pipe) throws Exception {
        String location = pipe.location();
        ChildProcess child =
            ChildProcess.of(() -> NamedPipe.send(location, System.nanoTime())).context(context);
        long start = System.nanoTime();
        child.start();
        child.join();
        checkEnd(child);
        // The clock of this process too: all JVMs of a machine read the same.
        return (pipe.receiveNow() - start) / 1e9;
      }
    },
    /** Start and join of a child that does nothing. */
    JOIN {
      @Override
      double measure(Context context, NamedPipe pipe) throws Exception {
        ChildProcess child = ChildProcess.of(() -> {}).context(context);
        long start = System.nanoTime();
        child.start();
        child.join();
        double seconds = Local.since(start);
        checkEnd(child);
        return seconds;
      }
    };

    abstract double measure(Context context, NamedPipe pipe) throws Exception;
  }

  /** Starts that use no spares. */
  static Contestant start(Part part, Context context) throws Exception {
    return Local.of(NamedPipe.create(), pipe -> part.measure(context, pipe));
  }

  /** Starts with all spares standing by each time. */
  static Contestant warm(Part part, Context context) throws Exception {
    Local.Work<NamedPipe> work = pipe -> part.measure(context, pipe);
    return standby(context, Use.CHILD, work);
  }

  /** Starts one after the other, whether spares stand by or not. */
  static Contestant sustained(Part part, Context context) throws Exception {
    return new Standby(context, Use.CHILD, start(part, context));
  }

  /** From the opening of a pool until each worker is up and has run its initializer. */
  static Contestant pool(int workers, Context context) throws Exception {
    return Local.of(NamedPipe.create(), pipe -> open(workers, context, pipe));
  }

  /** As {@link #pool}, with all spares standing by each time. */
  static Contestant warmPool(int workers, Context context) throws Exception {
    Local.Work<NamedPipe> work = pipe -> open(workers, context, pipe);
    return standby(context, Use.WORKER, work);
  }

  private static Contestant standby(Context context, Use use, Local.Work<NamedPipe> work)
      throws Exception {
    Contestant inner = Local.of(NamedPipe.create(), Standby.before(context, use, work));
    return new Standby(context, use, inner);
  }

  private static double open(int workers, Context context, NamedPipe pipe) throws Exception {
    String location = pipe.location();
    long start = System.nanoTime();
    try (ProcessPool pool =
        ProcessPool.open(
            c ->
                c.workers(workers)
                    .context(context)
                    .initializer(() -> NamedPipe.send(location, ProcessHandle.current().pid())))) {
      pipe.receiveDifferent(workers);
      return Local.since(start);
    }
  }

  /** A worker that has done a task and waits for the next one. */
  static Contestant idleWorker(IdleProcesses.Reading reading, Setting setting) throws Exception {
    ProcessPool pool = ProcessPool.open(1);
    int result = pool.apply(n -> n + 1, 1);
    Results.check(result, 2);
    return new IdleProcesses(pool.workerPids(), reading, StartBenchmarks.IDLE, setting, pool);
  }

  /** A spare that waits to be told who it is. */
  static Contestant idleSpare(Context context, IdleProcesses.Reading reading, Setting setting)
      throws Exception {
    long pid = Standby.await(context, Use.CHILD).getFirst();
    // Asked for at each turn, or it would be taken for unused and ended.
    return new Standby(
        context,
        Use.CHILD,
        new IdleProcesses(List.of(pid), reading, StartBenchmarks.IDLE, setting, () -> {}));
  }

  private static void checkEnd(ChildProcess child) {
    Results.check(child.exitCode(), OptionalInt.of(0));
  }
}
