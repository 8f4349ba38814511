package dev.procession.benchmarks.pool;

import static dev.procession.benchmarks.harness.Unit.ITEMS_PER_SECOND;
import static dev.procession.benchmarks.harness.Unit.MICROSECONDS;
import static dev.procession.benchmarks.harness.Unit.MILLISECONDS;
import static dev.procession.benchmarks.harness.Unit.TASKS_PER_SECOND;

import dev.procession.benchmarks.harness.BenchmarkLine;
import dev.procession.benchmarks.harness.Figure;
import dev.procession.benchmarks.harness.Opening;
import dev.procession.benchmarks.harness.Peer;
import java.util.List;
import java.util.Map;

/** The lines of the group {@code pool}, with what each is to reach. */
public final class PoolBenchmarks {
  private static final int ITEMS = 100_000;
  private static final int TASKS = 10_000;
  private static final int KILOBYTE = 1 << 10;
  private static final int MEGABYTE = 1 << 20;
  private static final int GIGABYTE = 1 << 30;

  /** A quick run does less where each item travels alone. */
  private static final int FEW = 2_000;

  private PoolBenchmarks() {}

  /** All lines, in the order in which they are run. */
  public static List<BenchmarkLine> lines() {
    return List.of(
        mapDefault(),
        mapChunk1(),
        submit(),
        roundtrip(),
        echo("1b", 1, Figure.typical(MICROSECONDS)),
        echo("1kb", KILOBYTE, Figure.typical(MICROSECONDS)),
        echo("1mb", MEGABYTE, Figure.typical(MILLISECONDS, 0.3)),
        echo("64mb", 64 * MEGABYTE, Figure.typical(MILLISECONDS)),
        echoMemory(),
        ready(),
        death());
  }

  private static BenchmarkLine mapDefault() {
    return new BenchmarkLine(
        "pool.map-default",
        "map of 100 000 trivial items in chunks of the pool's own choice",
        List.of(Figure.typical(ITEMS_PER_SECOND, 20e6)),
        setting -> ProcessionWork.map(setting, ITEMS, options -> options),
        List.of(
            CPython.POOL.peer(setting -> Map.of("work", "map", "items", ITEMS, "chunk", 0)),
            CPython.EXECUTOR.peer(setting -> Map.of("work", "map", "items", ITEMS, "chunk", 0)),
            threads(setting -> ThreadWork.map(setting, ITEMS, ITEMS / (4 * setting.workers())))));
  }

  private static BenchmarkLine mapChunk1() {
    return new BenchmarkLine(
        "pool.map-chunk1",
        "map of 100 000 trivial items (2 000 in a quick run), each travelling alone",
        List.of(Figure.typical(ITEMS_PER_SECOND, 300e3)),
        setting ->
            ProcessionWork.map(setting, setting.size(ITEMS, FEW), options -> options.chunkSize(1)),
        List.of(
            CPython.POOL.peer(
                setting -> Map.of("work", "map", "items", setting.size(ITEMS, FEW), "chunk", 1)),
            CPython.EXECUTOR.peer(
                setting -> Map.of("work", "map", "items", setting.size(ITEMS, FEW), "chunk", 1)),
            threads(setting -> ThreadWork.map(setting, setting.size(ITEMS, FEW), 1))));
  }

  private static BenchmarkLine submit() {
    return new BenchmarkLine(
        "pool.submit-10k",
        "10 000 trivial tasks (2 000 in a quick run) submitted one by one, then all their results",
        List.of(Figure.typical(TASKS_PER_SECOND, 300e3)),
        setting -> ProcessionWork.submit(setting, setting.size(TASKS, FEW)),
        List.of(
            CPython.POOL.peer(
                setting -> Map.of("work", "submit", "tasks", setting.size(TASKS, FEW))),
            CPython.EXECUTOR.peer(
                setting -> Map.of("work", "submit", "tasks", setting.size(TASKS, FEW))),
            Pp4j.peer(setting -> Pp4j.submit(setting, setting.size(TASKS, FEW))),
            threads(setting -> ThreadWork.submit(setting, setting.size(TASKS, FEW)))));
  }

  private static BenchmarkLine roundtrip() {
    return new BenchmarkLine(
        "pool.roundtrip",
        "one trivial task, from the call to its result",
        List.of(
            new Figure("p50", 0.5, MICROSECONDS, 10.0),
            new Figure("p99", 0.99, MICROSECONDS, null)),
        ProcessionWork::roundtrip,
        List.of(
            CPython.POOL.peer(setting -> Map.of("work", "roundtrip")),
            CPython.EXECUTOR.peer(setting -> Map.of("work", "roundtrip")),
            Pp4j.peer(Pp4j::roundtrip),
            threads(ThreadWork::roundtrip)));
  }

  private static BenchmarkLine echo(String size, int bytes, Figure figure) {
    return new BenchmarkLine(
        "pool.echo-" + size,
        "a task that gets so many bytes and returns them",
        List.of(figure),
        setting -> ProcessionWork.echo(setting, bytes),
        List.of(
            CPython.POOL.peer(setting -> Map.of("work", "echo", "bytes", bytes)),
            CPython.EXECUTOR.peer(setting -> Map.of("work", "echo", "bytes", bytes)),
            Pp4j.peer(setting -> Pp4j.echo(setting, bytes)),
            threads(setting -> ThreadWork.echo(setting, bytes))));
  }

  private static BenchmarkLine echoMemory() {
    return new BenchmarkLine(
        "pool.echo-1gb",
        "a task that gets so many bytes as a MemorySegment and returns them; full runs only",
        List.of(Figure.typical(MILLISECONDS)),
        setting -> ProcessionWork.echoMemory(setting, GIGABYTE),
        List.of(
            CPython.POOL.peer(setting -> Map.of("work", "echo", "bytes", GIGABYTE)),
            CPython.EXECUTOR.peer(setting -> Map.of("work", "echo", "bytes", GIGABYTE))),
        0);
  }

  private static BenchmarkLine ready() {
    return new BenchmarkLine(
        "pool.ready",
        "from the opening of a pool until each worker runs a task at the same time",
        List.of(Figure.typical(MILLISECONDS, 2.4)),
        ProcessionWork::ready,
        List.of(
            CPython.POOL.atGate("ready"),
            CPython.EXECUTOR.atGate("ready"),
            threads(ThreadWork::ready)));
  }

  /** Without {@code Pool}, whose caller waits for ever, and threads, which do not die. */
  private static BenchmarkLine death() {
    return new BenchmarkLine(
        "pool.death",
        "from SIGKILL of a worker until the future of its task has failed",
        List.of(Figure.typical(MILLISECONDS, 5)),
        ProcessionWork::death,
        List.of(CPython.EXECUTOR.atGate("death")));
  }

  /** The limit: no copying, no crossing of processes, no protection. */
  private static Peer threads(Opening opening) {
    return new Peer("threads", opening);
  }
}
