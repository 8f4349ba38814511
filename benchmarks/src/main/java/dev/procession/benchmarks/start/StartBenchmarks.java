package dev.procession.benchmarks.start;

import static dev.procession.StartMethod.FORK;
import static dev.procession.StartMethod.SPAWN;
import static dev.procession.StartMethod.THREAD;
import static dev.procession.StartMethod.WARM;
import static dev.procession.benchmarks.harness.Unit.MEGABYTES;
import static dev.procession.benchmarks.harness.Unit.MILLISECONDS;

import dev.procession.Context;
import dev.procession.StartMethod;
import dev.procession.benchmarks.harness.BenchmarkLine;
import dev.procession.benchmarks.harness.Contestant;
import dev.procession.benchmarks.harness.Figure;
import dev.procession.benchmarks.harness.IdleProcesses.Reading;
import dev.procession.benchmarks.harness.Opening;
import dev.procession.benchmarks.harness.Peer;
import dev.procession.benchmarks.start.ProcessionWork.Part;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The lines of the group {@code start}, with what each is to reach. Other ways of Procession's own
 * stand among the peers, so that all are measured in one run.
 */
public final class StartBenchmarks {
  /** On every machine, unlike in the group {@code pool}: the work is to start them. */
  private static final int WORKERS = 4;

  /** For as long the processor time of an idle process is given. */
  static final Duration IDLE = Duration.ofSeconds(3);

  /** Only the parent has anything to warm up, and it does little. */
  private static final double SHORT = 0.25;

  private static final Context WITHOUT_ARCHIVE =
      Context.initial().startMethod(SPAWN).aotCache(false);

  private static final Context FOR_POOL = of(WARM).spares(WORKERS);

  private StartBenchmarks() {}

  /** All lines, in the order in which they are run. */
  public static List<BenchmarkLine> lines() {
    return List.of(
        warm(Part.FIRST_LINE, "start.first-line", 1),
        warm(Part.JOIN, "start.join", 4),
        spawn(Part.FIRST_LINE, "start.first-line-spawn"),
        spawn(Part.JOIN, "start.join-spawn"),
        archive(Part.FIRST_LINE, "start.first-line-aot", Figure.typical(MILLISECONDS)),
        archive(Part.JOIN, "start.join-aot", Figure.typical(MILLISECONDS, 45)),
        pool(),
        poolSpawn(),
        idleMemory(),
        idleProcessor());
  }

  private static BenchmarkLine warm(Part part, String name, double target) {
    return new BenchmarkLine(
        name,
        about(part) + ", a spare standing by each time",
        List.of(Figure.typical(MILLISECONDS, target)),
        settled(() -> ProcessionWork.warm(part, of(WARM))),
        List.of(
            ours("sustained", () -> ProcessionWork.sustained(part, of(WARM))),
            ours("fork", () -> ProcessionWork.warm(part, of(FORK))),
            ours("thread", () -> ProcessionWork.start(part, of(THREAD))),
            cpython(CPython.FORK, part),
            cpython(CPython.FORKSERVER, part)),
        SHORT);
  }

  private static BenchmarkLine spawn(Part part, String name) {
    return new BenchmarkLine(
        name,
        about(part) + ", in a new JVM without an archive of loaded classes",
        List.of(Figure.typical(MILLISECONDS)),
        setting -> ProcessionWork.start(part, WITHOUT_ARCHIVE),
        switch (part) {
          case FIRST_LINE ->
              List.of(
                  cpython(CPython.SPAWN, part),
                  peer("java", () -> BareWork.firstLine(BareWork.PLAIN)),
                  peer("java-lean", () -> BareWork.firstLine(BareWork.LEAN)));
          case JOIN ->
              List.of(
                  cpython(CPython.SPAWN, part),
                  peer("java", () -> BareWork.join(BareWork.PLAIN)),
                  peer("java-lean", () -> BareWork.join(BareWork.LEAN)),
                  peer("true", () -> BareWork.command(List.of("true"))));
        },
        0);
  }

  private static BenchmarkLine archive(Part part, String name, Figure figure) {
    return new BenchmarkLine(
        name,
        about(part) + ", in a new JVM with an archive of loaded classes",
        List.of(figure),
        setting -> {
          ClassArchive.require(setting);
          return ProcessionWork.start(part, of(SPAWN));
        },
        List.of(
            ours("spawn", () -> ProcessionWork.start(part, WITHOUT_ARCHIVE)),
            cpython(CPython.SPAWN, part)),
        0);
  }

  private static BenchmarkLine pool() {
    return new BenchmarkLine(
        "start.pool4",
        "from the opening of a pool until 4 workers are up, 4 spares standing by each time",
        List.of(Figure.typical(MILLISECONDS, 2.4)),
        settled(() -> ProcessionWork.warmPool(WORKERS, FOR_POOL)),
        List.of(cpythonPool(CPython.FORK), cpythonPool(CPython.FORKSERVER)),
        0);
  }

  private static BenchmarkLine poolSpawn() {
    return new BenchmarkLine(
        "start.pool4-spawn",
        "from the opening of a pool until 4 workers are up, in new processes",
        List.of(Figure.typical(MILLISECONDS, 95.0)),
        settled(() -> ProcessionWork.pool(WORKERS, of(SPAWN))),
        List.of(cpythonPool(CPython.SPAWN)),
        0);
  }

  private static BenchmarkLine idleMemory() {
    return idle(
        "start.idle-memory",
        "proportional set size of a worker that has been idle for 15 s",
        Figure.typical(MEGABYTES, 26.0),
        Reading.MEMORY);
  }

  private static BenchmarkLine idleProcessor() {
    return idle(
        "start.idle-cpu",
        "processor time that an idle worker uses in 3 s",
        Figure.typical(MILLISECONDS),
        Reading.PROCESSOR);
  }

  private static BenchmarkLine idle(String name, String about, Figure figure, Reading reading) {
    return new BenchmarkLine(
        name,
        about,
        List.of(figure),
        setting -> {
          ClassArchive.settle(setting);
          return ProcessionWork.idleWorker(reading, setting);
        },
        List.of(
            new Peer(
                "procession-spare",
                setting -> ProcessionWork.idleSpare(of(WARM).spares(1), reading, setting)),
            new Peer("java", setting -> BareWork.sleep(reading, setting)),
            CPython.FORKSERVER.sleeping(reading)),
        0);
  }

  private static String about(Part part) {
    return switch (part) {
      case FIRST_LINE -> "from a child's start to the first line of its code";
      case JOIN -> "start and join of a child that does nothing";
    };
  }

  private static Context of(StartMethod method) {
    return Context.initial().startMethod(method);
  }

  private interface Simple {
    Contestant open() throws Exception;
  }

  private static Opening settled(Simple opening) {
    return setting -> {
      ClassArchive.settle(setting);
      return opening.open();
    };
  }

  private static Peer ours(String way, Simple opening) {
    return peer("procession-" + way, opening);
  }

  private static Peer peer(String name, Simple opening) {
    return new Peer(name, setting -> opening.open());
  }

  private static Peer cpython(CPython method, Part part) {
    return switch (part) {
      case FIRST_LINE -> method.reporting("first_line", Map.of());
      case JOIN -> method.joining();
    };
  }

  private static Peer cpythonPool(CPython method) {
    return method.reporting("pool", Map.of("workers", WORKERS));
  }
}
