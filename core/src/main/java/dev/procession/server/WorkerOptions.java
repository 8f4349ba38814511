package dev.procession.server;

import java.io.Serializable;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The settings that a worker needs; times in nanoseconds, 0 for no limit.
 *
 * @param name of the process
 * @param generation of the handler
 * @param address where the server listens
 * @param backlog how many connections may wait in the kernel
 * @param connections how many this worker handles at a time
 * @param handlerLimit time of a handler
 * @param killGrace and for how long it may go on
 * @param tick time between signs of life
 * @param recycleAfter connections after which it wants to be replaced
 * @param recycleAbove resident bytes above which it wants to be replaced
 */
record WorkerOptions(
    String name,
    long generation,
    SocketAddress address,
    int backlog,
    int connections,
    long handlerLimit,
    long killGrace,
    long tick,
    long recycleAfter,
    long recycleAbove)
    implements Serializable {

  /** Signs of life in the time after which a worker counts as silent, and looks in a limit. */
  private static final int PARTS = 4;

  private static final long SHORTEST_TICK = Duration.ofMillis(10).toNanos();

  static WorkerOptions of(
      String name, long generation, SocketAddress address, ServerSettings settings) {
    long grace = ServerSettings.nanos(settings.killGrace);
    long tick = ServerSettings.nanos(settings.heartbeat) / PARTS;
    long limit = 0;
    if (settings.handlerLimit != null) {
      limit = ServerSettings.nanos(settings.handlerLimit);
      tick = Math.min(tick, Math.min(limit, Math.max(grace, SHORTEST_TICK)) / PARTS);
    }
    return new WorkerOptions(
        name,
        generation,
        address,
        settings.backlog,
        settings.connectionsPerWorker,
        limit,
        grace,
        Math.max(tick, SHORTEST_TICK),
        raised(settings.recycleAfter, settings.jitter),
        raised(settings.recycleAbove, settings.jitter));
  }

  private static long raised(long limit, double jitter) {
    long most = (long) (limit * jitter);
    return most == 0 ? limit : limit + ThreadLocalRandom.current().nextLong(most + 1);
  }
}
