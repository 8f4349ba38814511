package dev.procession.benchmarks.sync;

import static dev.procession.benchmarks.harness.Unit.MICROSECONDS;
import static dev.procession.benchmarks.harness.Unit.MILLISECONDS;
import static dev.procession.benchmarks.harness.Unit.NANOSECONDS;
import static dev.procession.benchmarks.harness.Unit.OPERATIONS_PER_SECOND;

import dev.procession.benchmarks.harness.BenchmarkLine;
import dev.procession.benchmarks.harness.Contestant;
import dev.procession.benchmarks.harness.Figure;
import dev.procession.benchmarks.harness.Opening;
import dev.procession.benchmarks.harness.Peer;
import dev.procession.benchmarks.team.ProcessTeam;
import dev.procession.benchmarks.team.Single;
import dev.procession.benchmarks.team.ThreadTeam;
import dev.procession.benchmarks.team.Waiters;
import dev.procession.sync.SharedLock;
import dev.procession.sync.SharedReentrantLock;
import dev.procession.sync.SharedSemaphore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;

/** The lines of the group {@code sync}, with what each is to reach. */
public final class SyncBenchmarks {
  private static final int TIMES = 1_000;
  private static final int PARTIES = 4;
  private static final Waiters WAITERS = new Waiters(4, 25, Duration.ofSeconds(1));

  /** Loops of a few lines are compiled soon. */
  private static final double SHORT = 0.125;

  /** Each process of a team compiles them for itself. */
  private static final double FOR_TEAMS = 0.25;

  private SyncBenchmarks() {}

  /** All lines, in the order in which they are run. */
  public static List<BenchmarkLine> lines() {
    return List.of(
        lock(),
        contended(2, Figure.typical(OPERATIONS_PER_SECOND)),
        contended(4, Figure.typical(OPERATIONS_PER_SECOND, 10e6)),
        contended(8, Figure.typical(OPERATIONS_PER_SECOND)),
        fairLock(),
        fairContended(),
        reentrant(),
        semaphore(),
        event(),
        condition(),
        barrier(),
        idleWaiters());
  }

  private static BenchmarkLine lock() {
    return line(
        "sync.lock",
        "taking and freeing a lock that nobody else wants",
        Figure.typical(NANOSECONDS, 20),
        setting -> alone(SharedLock.create()),
        CPython.peer(Map.of("work", "alone", "kind", "lock")),
        threads(() -> alone(new ReentrantLock())));
  }

  private static BenchmarkLine contended(int members, Figure figure) {
    return new BenchmarkLine(
        "sync.lock-" + members,
        "a lock that " + members + " processes take and free all the time; all together",
        List.of(figure),
        setting -> team(members, SharedLock.create()),
        List.of(
            CPython.peer(Map.of("work", "team", "members", members)),
            threads(() -> new ThreadTeam(members, Loops.of(new ReentrantLock())))),
        FOR_TEAMS);
  }

  private static BenchmarkLine fairLock() {
    return line(
        "sync.fair-lock",
        "taking and freeing a fair lock that nobody else wants",
        Figure.typical(NANOSECONDS),
        setting -> alone(SharedLock.create(c -> c.fair(true))),
        threads(() -> alone(new ReentrantLock(true))));
  }

  private static BenchmarkLine fairContended() {
    return new BenchmarkLine(
        "sync.fair-lock-4",
        "a fair lock that 4 processes take and free all the time; all together",
        List.of(Figure.typical(OPERATIONS_PER_SECOND)),
        setting -> team(4, SharedLock.create(c -> c.fair(true))),
        List.of(threads(() -> new ThreadTeam(4, Loops.of(new ReentrantLock(true))))),
        FOR_TEAMS);
  }

  private static BenchmarkLine reentrant() {
    return line(
        "sync.reentrant-lock",
        "taking and freeing a reentrant lock that nobody else wants",
        Figure.typical(NANOSECONDS),
        setting -> {
          SharedReentrantLock lock = SharedReentrantLock.create();
          return Single.of(lock, TIMES, Loops.of(lock));
        },
        CPython.peer(Map.of("work", "alone", "kind", "rlock")),
        threads(() -> alone(new ReentrantLock())));
  }

  private static BenchmarkLine semaphore() {
    return line(
        "sync.semaphore",
        "taking and giving back the permit of a semaphore that nobody else wants",
        Figure.typical(NANOSECONDS),
        setting -> {
          SharedSemaphore semaphore = SharedSemaphore.create(1);
          return Single.of(semaphore, TIMES, Loops.of(semaphore));
        },
        CPython.peer(Map.of("work", "alone", "kind", "semaphore")),
        threads(() -> Single.of(() -> {}, TIMES, Loops.of(new Semaphore(1)))));
  }

  private static BenchmarkLine event() {
    return line(
        "sync.event",
        "two processes that wake each other by an event each, there and back",
        Figure.typical(MICROSECONDS),
        setting -> PingPong.event(),
        CPython.peer(Map.of("work", "event")));
  }

  private static BenchmarkLine condition() {
    return line(
        "sync.condition",
        "two processes that wake each other by a condition of one lock, there and back",
        Figure.typical(MICROSECONDS),
        setting -> PingPong.condition(),
        CPython.peer(Map.of("work", "condition")),
        threads(ThreadWork::condition));
  }

  private static BenchmarkLine barrier() {
    return line(
        "sync.barrier-4",
        "4 processes that meet at a barrier, each time",
        Figure.typical(MICROSECONDS),
        setting -> PingPong.barrier(PARTIES),
        CPython.peer(Map.of("work", "barrier", "parties", PARTIES)),
        threads(() -> ThreadWork.barrier(PARTIES)));
  }

  private static BenchmarkLine idleWaiters() {
    return new BenchmarkLine(
        "sync.idle-waiters",
        "processor time that 4 processes use in 1 s while 25 threads of each wait",
        List.of(Figure.typical(MILLISECONDS)),
        setting -> Waiting.open(WAITERS, setting),
        List.of(new Peer("java-parked", WAITERS::parked), CPython.waiting(WAITERS)),
        SHORT);
  }

  private static BenchmarkLine line(
      String name, String about, Figure figure, Opening ours, Peer... peers) {
    return new BenchmarkLine(name, about, List.of(figure), ours, List.of(peers), SHORT);
  }

  private static Contestant alone(SharedLock lock) {
    return Single.of(lock, TIMES, Loops.of(lock));
  }

  private static Contestant alone(ReentrantLock lock) {
    return Single.of(() -> {}, TIMES, Loops.of(lock));
  }

  private static Contestant team(int members, SharedLock lock) throws Exception {
    return ProcessTeam.open(members, lock, Loops.of(lock));
  }

  private interface Simple {
    Contestant open() throws Exception;
  }

  /** The limit: what the JDK has for the threads of one process. */
  private static Peer threads(Simple opening) {
    return new Peer("threads", setting -> opening.open());
  }
}
