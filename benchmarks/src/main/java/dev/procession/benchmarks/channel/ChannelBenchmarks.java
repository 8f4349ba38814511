package dev.procession.benchmarks.channel;

import static dev.procession.benchmarks.harness.Unit.ITEMS_PER_SECOND;
import static dev.procession.benchmarks.harness.Unit.MICROSECONDS;
import static dev.procession.benchmarks.harness.Unit.MILLISECONDS;

import dev.procession.benchmarks.harness.BenchmarkLine;
import dev.procession.benchmarks.harness.Figure;
import dev.procession.benchmarks.harness.Opening;
import dev.procession.benchmarks.harness.Peer;
import dev.procession.benchmarks.team.Waiters;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The lines of the group {@code channel}, with what each is to reach. */
public final class ChannelBenchmarks {
  private static final Waiters WAITERS = new Waiters(4, 25, Duration.ofSeconds(1));

  /** Each process of a line compiles its loop for itself. */
  private static final double WARM_UP = 1;

  /** Nothing has to be compiled to sleep. */
  private static final double SHORT = 0.125;

  private ChannelBenchmarks() {}

  /** All lines, in the order in which they are run. */
  public static List<BenchmarkLine> lines() {
    return List.of(
        ints(Parties.ONE_TO_ONE, Figure.typical(ITEMS_PER_SECOND, 10e6)),
        ints(Parties.MANY_TO_ONE, Figure.typical(ITEMS_PER_SECOND)),
        ints(Parties.ONE_TO_MANY, Figure.typical(ITEMS_PER_SECOND)),
        ints(Parties.TWO_TO_TWO, Figure.typical(ITEMS_PER_SECOND)),
        intsInBulk(),
        kilobytes(Parties.ONE_TO_ONE, Figure.typical(ITEMS_PER_SECOND, 3e6)),
        kilobytes(Parties.MANY_TO_ONE, Figure.typical(ITEMS_PER_SECOND)),
        kilobytes(Parties.ONE_TO_MANY, Figure.typical(ITEMS_PER_SECOND)),
        kilobytes(Parties.TWO_TO_TWO, Figure.typical(ITEMS_PER_SECOND)),
        megabytes(Parties.ONE_TO_ONE, Figure.typical(ITEMS_PER_SECOND, 8e3)),
        megabytes(Parties.MANY_TO_ONE, Figure.typical(ITEMS_PER_SECOND)),
        megabytes(Parties.ONE_TO_MANY, Figure.typical(ITEMS_PER_SECOND)),
        megabytes(Parties.TWO_TO_TWO, Figure.typical(ITEMS_PER_SECOND)),
        pipe("1kb", "1 KiB of bytes", Load.KILOBYTE),
        pipe("1mb", "1 MiB of bytes", Load.MEGABYTE),
        trips("awake-32b", "32 bytes", Rhythm.AWAKE, Load.SMALL, typical(1)),
        trips(
            "asleep-32b",
            "32 bytes, after a rest of 2 ms,",
            Rhythm.ASLEEP,
            Load.SMALL,
            typical(10)),
        trips("awake-1mb", "1 MiB", Rhythm.LARGE, Load.MEGABYTE, Figure.typical(MICROSECONDS)),
        trips(
            "asleep-1mb",
            "1 MiB, after a rest of 2 ms,",
            Rhythm.ASLEEP,
            Load.MEGABYTE,
            Figure.typical(MICROSECONDS)),
        unix(),
        tcp(),
        idleReaders());
  }

  private static Figure typical(double micros) {
    return Figure.typical(MICROSECONDS, micros);
  }

  private static BenchmarkLine ints(Parties parties, Figure figure) {
    List<Peer> peers = new ArrayList<>(queuePeers(parties, Load.INT));
    peers.add(new Peer("threads", setting -> ThreadWork.flow(parties)));
    return queue("ints", "numbers", parties, Load.INT, figure, peers);
  }

  private static BenchmarkLine kilobytes(Parties parties, Figure figure) {
    List<Peer> peers = queuePeers(parties, Load.KILOBYTE);
    return queue("1kb", "arrays of 1 KiB", parties, Load.KILOBYTE, figure, peers);
  }

  private static BenchmarkLine megabytes(Parties parties, Figure figure) {
    List<Peer> peers = queuePeers(parties, Load.MEGABYTE);
    return queue("1mb", "arrays of 1 MiB", parties, Load.MEGABYTE, figure, peers);
  }

  private static BenchmarkLine queue(
      String name, String what, Parties parties, Load load, Figure figure, List<Peer> peers) {
    return new BenchmarkLine(
        "channel.queue-%s-%s".formatted(name, parties),
        "%s through a queue, processes that put: %d, that take: %d; all together"
            .formatted(what, parties.putters(), parties.takers()),
        List.of(figure),
        setting -> Queues.bounded(parties, load),
        peers,
        WARM_UP);
  }

  private static List<Peer> queuePeers(Parties parties, Load load) {
    List<Peer> peers = new ArrayList<>();
    peers.add(new Peer("procession-unbounded", setting -> Queues.unbounded(parties, load)));
    peers.add(CPython.flow("queue", parties, load));
    peers.add(CPython.flow("simple", parties, load));
    if (parties.takers() == 1) {
      peers.add(new Peer("agrona-ring", setting -> AgronaRing.flow(parties, load)));
      peers.add(new Peer("aeron-ipc", setting -> AeronIpc.flow(parties, load)));
    }
    if (parties.putters() == 1 && parties.takers() == 1) {
      peers.add(new Peer("java-unix", setting -> JdkSocket.flow(load)));
    }
    return peers;
  }

  private static BenchmarkLine intsInBulk() {
    Parties parties = Parties.ONE_TO_ONE;
    return new BenchmarkLine(
        "channel.queue-bulk-" + parties,
        "numbers through a queue, put and taken about a thousand at a time",
        List.of(Figure.typical(ITEMS_PER_SECOND)),
        setting -> Queues.bulk(parties),
        List.of(
            CPython.flow("list", parties, Load.INT),
            new Peer("agrona-ring", setting -> AgronaRing.flow(parties, Load.INT))),
        WARM_UP);
  }

  private static BenchmarkLine pipe(String name, String what, Load load) {
    Parties parties = Parties.ONE_TO_ONE;
    return new BenchmarkLine(
        "channel.pipe-" + name,
        what + " after " + what + " through a pipe, one way",
        List.of(Figure.typical(ITEMS_PER_SECOND)),
        setting -> Connections.pipe(load),
        List.of(
            CPython.flow("pipe", parties, load),
            new Peer("java-unix", setting -> JdkSocket.flow(load)),
            new Peer("agrona-ring", setting -> AgronaRing.flow(parties, load)),
            new Peer("aeron-ipc", setting -> AeronIpc.flow(parties, load))),
        WARM_UP);
  }

  private static BenchmarkLine trips(
      String name, String what, Rhythm rhythm, Load load, Figure figure) {
    return new BenchmarkLine(
        "channel.pipe-" + name,
        what + " through a pipe, there and back",
        List.of(figure),
        setting -> Connections.pipeTrips(rhythm, load),
        List.of(
            CPython.pipe(rhythm, load),
            new Peer("java-unix", setting -> JdkSocket.unixTrips(rhythm, load)),
            new Peer("agrona-ring", setting -> AgronaRing.trips(rhythm, load)),
            new Peer("aeron-ipc", setting -> AeronIpc.trips(rhythm, load))),
        WARM_UP);
  }

  private static BenchmarkLine unix() {
    return socket(
        "unix",
        "a Unix-domain socket",
        setting -> Connections.unixTrips(Rhythm.AWAKE, Load.SMALL),
        CPython.listener("AF_UNIX", Load.SMALL),
        new Peer("java-unix", setting -> JdkSocket.unixTrips(Rhythm.AWAKE, Load.SMALL)));
  }

  private static BenchmarkLine tcp() {
    return socket(
        "tcp",
        "TCP",
        setting -> Connections.tcpTrips(Rhythm.AWAKE, Load.SMALL),
        CPython.listener("AF_INET", Load.SMALL),
        new Peer("java-tcp", setting -> JdkSocket.tcpTrips(Rhythm.AWAKE, Load.SMALL)));
  }

  private static BenchmarkLine socket(String name, String what, Opening ours, Peer... peers) {
    return new BenchmarkLine(
        "channel.connection-" + name,
        "32 bytes through a connection over " + what + ", there and back",
        List.of(Figure.typical(MICROSECONDS)),
        ours,
        List.of(peers),
        WARM_UP);
  }

  private static BenchmarkLine idleReaders() {
    return new BenchmarkLine(
        "channel.idle-readers",
        "processor time that 4 processes use in 1 s while 25 threads of each wait to read",
        List.of(Figure.typical(MILLISECONDS)),
        setting -> Readers.open(WAITERS, setting),
        List.of(new Peer("java-parked", WAITERS::parked), CPython.waiting(WAITERS)),
        SHORT);
  }
}
