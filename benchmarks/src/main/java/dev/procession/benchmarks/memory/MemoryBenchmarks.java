package dev.procession.benchmarks.memory;

import static dev.procession.benchmarks.harness.Unit.GIGABYTES_PER_SECOND;
import static dev.procession.benchmarks.harness.Unit.MICROSECONDS;
import static dev.procession.benchmarks.harness.Unit.NANOSECONDS;
import static dev.procession.benchmarks.harness.Unit.OPERATIONS_PER_SECOND;

import dev.procession.benchmarks.harness.BenchmarkLine;
import dev.procession.benchmarks.harness.Contestant;
import dev.procession.benchmarks.harness.Figure;
import dev.procession.benchmarks.harness.Peer;
import dev.procession.benchmarks.team.Single;
import dev.procession.memory.SharedLong;
import dev.procession.sync.SharedLock;
import java.util.List;
import java.util.Map;

/** The lines of the group {@code memory}, with what each is to reach. */
public final class MemoryBenchmarks {
  private static final int MEGABYTE = 1 << 20;
  private static final int LARGE = 64 * MEGABYTE;
  private static final int MEMBERS = 4;

  /** How many things are made at a time. */
  private static final int FEW = 10;

  /** Loops of a few lines are compiled soon. */
  private static final double SHORT = 0.25;

  private MemoryBenchmarks() {}

  /** All lines, in the order in which they are run. */
  public static List<BenchmarkLine> lines() {
    return List.of(
        line(
            "memory.counter",
            "increments of a shared number by one process",
            Figure.typical(OPERATIONS_PER_SECOND),
            Counting::shared,
            CPython.peer(Map.of("work", "count")),
            peer("threads", Counting::local)),
        line(
            "memory.counter-4",
            "increments of a shared number by 4 processes at the same time; all together",
            Figure.typical(OPERATIONS_PER_SECOND, 20e6),
            () -> Counting.shared(MEMBERS),
            CPython.peer(Map.of("work", "count_together", "members", MEMBERS)),
            peer("threads", () -> Counting.local(MEMBERS))),
        line(
            "memory.element",
            "get and set of an element of a shared array, one after the other",
            Figure.typical(NANOSECONDS),
            Counting::sharedElements,
            CPython.peer(Map.of("work", "element")),
            peer("threads", Counting::localElements)),
        line(
            "memory.make-long",
            "making a shared number and closing it",
            Figure.typical(MICROSECONDS),
            () -> Single.of(() -> {}, FEW, MemoryBenchmarks::makeLongs),
            CPython.peer(Map.of("work", "make", "kind", "value"))),
        line(
            "memory.make-lock",
            "making a lock and closing it",
            Figure.typical(MICROSECONDS),
            () -> Single.of(() -> {}, FEW, MemoryBenchmarks::makeLocks),
            CPython.peer(Map.of("work", "make", "kind", "lock"))),
        line(
            "memory.create-1mb",
            "making named memory of 1 MiB, removing its name and closing it",
            Figure.typical(MICROSECONDS),
            () -> Named.create(MEGABYTE),
            CPython.peer(Map.of("work", "create", "size", MEGABYTE))),
        line(
            "memory.attach",
            "attaching to named memory of 1 MiB and closing it",
            Figure.typical(MICROSECONDS),
            () -> Named.attach(MEGABYTE),
            CPython.peer(Map.of("work", "attach", "size", MEGABYTE))),
        line(
            "memory.copy-64mb",
            "copying 64 MiB of bytes into named memory",
            Figure.typical(GIGABYTES_PER_SECOND),
            () -> Named.copyToShared(LARGE),
            peer("java-native", () -> Named.copyToNative(LARGE)),
            CPython.peer("cpython-shared", Map.of("work", "copy_to_shared", "size", LARGE)),
            CPython.peer("cpython-bytes", Map.of("work", "copy_to_bytes", "size", LARGE))));
  }

  private static void makeLongs(int times) {
    for (int i = 0; i < times; i++) {
      SharedLong.create(0).close();
    }
  }

  private static void makeLocks(int times) {
    for (int i = 0; i < times; i++) {
      SharedLock.create().close();
    }
  }

  private interface Simple {
    Contestant open() throws Exception;
  }

  private static BenchmarkLine line(
      String name, String about, Figure figure, Simple ours, Peer... peers) {
    return new BenchmarkLine(
        name, about, List.of(figure), setting -> ours.open(), List.of(peers), SHORT);
  }

  /** The limit: what one process has for itself. */
  private static Peer peer(String name, Simple opening) {
    return new Peer(name, setting -> opening.open());
  }
}
