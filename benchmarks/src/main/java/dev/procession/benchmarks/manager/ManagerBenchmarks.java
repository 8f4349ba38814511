package dev.procession.benchmarks.manager;

import static dev.procession.benchmarks.harness.Unit.OPERATIONS_PER_SECOND;

import dev.procession.benchmarks.harness.BenchmarkLine;
import dev.procession.benchmarks.harness.Contestant;
import dev.procession.benchmarks.harness.Figure;
import dev.procession.benchmarks.harness.Peer;
import dev.procession.benchmarks.manager.Managed.Way;
import java.util.ArrayList;
import java.util.List;

/** The lines of the group {@code manager}, with what each is to reach. */
public final class ManagerBenchmarks {
  private static final String ALONE = "%s by one process, each call waiting for its answer";
  private static final String TOGETHER =
      "%s by 4 processes, each call waiting for its answer; all together";
  private static final String ALONE_LATER = "%s by one process, 64 calls before the answers";
  private static final String TOGETHER_LATER =
      "%s by 4 processes, 64 calls before the answers; all together";

  private ManagerBenchmarks() {}

  /** All lines, in the order in which they are run. */
  public static List<BenchmarkLine> lines() {
    List<BenchmarkLine> lines = new ArrayList<>();
    lines.addAll(
        lines(
            "map-get",
            "gets of a map",
            "get",
            Managed::mapGet,
            Figure.typical(OPERATIONS_PER_SECOND, 400e3)));
    lines.add(tcp());
    lines.addAll(lines("map-put", "puts into a map", "put", Managed::mapPut, rate()));
    lines.addAll(
        lines(
            "queue",
            "puts into a queue and takes from it, in pairs,",
            "queue",
            Managed::queue,
            rate()));
    lines.addAll(lines("counter", "increments of a counter", "counter", Managed::counter, rate()));
    return lines;
  }

  private static Figure rate() {
    return Figure.typical(OPERATIONS_PER_SECOND);
  }

  /** Opens clients that make calls in some way. */
  private interface Clients {
    Contestant open(int clients, Way way) throws Exception;
  }

  private static List<BenchmarkLine> lines(
      String name, String about, String work, Clients ours, Figure alone) {
    return List.of(
        waiting(name + "-1", ALONE.formatted(about), work, ours, 1, alone),
        waiting(name + "-4", TOGETHER.formatted(about), work, ours, 4, rate()),
        later(name + "-async-1", ALONE_LATER.formatted(about), work, ours, 1),
        later(name + "-async-4", TOGETHER_LATER.formatted(about), work, ours, 4));
  }

  private static BenchmarkLine waiting(
      String name, String about, String work, Clients ours, int clients, Figure figure) {
    return new BenchmarkLine(
        "manager." + name,
        about,
        List.of(figure),
        setting -> ours.open(clients, Way.WAIT),
        List.of(CPython.unix(work, clients)));
  }

  private static BenchmarkLine later(
      String name, String about, String work, Clients ours, int clients) {
    return new BenchmarkLine(
        "manager." + name,
        about,
        List.of(rate()),
        setting -> ours.open(clients, Way.LATER),
        List.of(
            new Peer("procession-batch", setting -> ours.open(clients, Way.BATCH)),
            CPython.unix(work, clients)));
  }

  private static BenchmarkLine tcp() {
    return new BenchmarkLine(
        "manager.map-get-tcp-1",
        ALONE.formatted("gets of a map over TCP"),
        List.of(rate()),
        setting -> Managed.mapGetOverTcp(1, Way.WAIT),
        List.of(
            new Peer("procession-async", setting -> Managed.mapGetOverTcp(1, Way.LATER)),
            CPython.tcp("get", 1)));
  }
}
