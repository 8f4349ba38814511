package dev.procession.server;

import dev.procession.Action;
import dev.procession.Context;
import dev.procession.Processes;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The values behind a {@link ServerConfig}; not changed any more once they are in one. */
final class ServerSettings {
  private static final int SOME_RESTARTS = 10;
  private static final int CONNECTION_PROCESSES = 64;
  private static final int UNSET = -1;

  String name = "server";
  ServerMode mode = ServerMode.PREFORK;
  int workers = Processes.availableProcessors();
  Context context = Context.standard();
  @Nullable Action ready;
  Duration readyTimeout = Duration.ofMinutes(1);
  int backlog = 1024;

  /** 0 for no limit of one's own. */
  int connections;

  int connectionsPerWorker = 64;

  /** Null for none. */
  @Nullable Duration handlerLimit;

  Duration killGrace = Duration.ofSeconds(1);
  Duration heartbeat = Duration.ofSeconds(30);
  Duration drainLimit = Duration.ofSeconds(30);

  /** 0 for never. */
  int recycleAfter;

  /** 0 for never. */
  long recycleAbove;

  double jitter = 0.1;
  int restarts = UNSET;
  Duration restartPeriod = Duration.ofMinutes(1);

  ServerSettings copy() {
    var copy = new ServerSettings();
    copy.name = name;
    copy.mode = mode;
    copy.workers = workers;
    copy.context = context;
    copy.ready = ready;
    copy.readyTimeout = readyTimeout;
    copy.backlog = backlog;
    copy.connections = connections;
    copy.connectionsPerWorker = connectionsPerWorker;
    copy.handlerLimit = handlerLimit;
    copy.killGrace = killGrace;
    copy.heartbeat = heartbeat;
    copy.drainLimit = drainLimit;
    copy.recycleAfter = recycleAfter;
    copy.recycleAbove = recycleAbove;
    copy.jitter = jitter;
    copy.restarts = restarts;
    copy.restartPeriod = restartPeriod;
    return copy;
  }

  int mostRestarts() {
    return restarts == UNSET ? Math.max(SOME_RESTARTS, 3 * workers) : restarts;
  }

  int connectionProcesses() {
    return connections == 0 ? CONNECTION_PROCESSES : connections;
  }

  /** Nanoseconds of a time, at most as many as there are. */
  static long nanos(Duration time) {
    try {
      return time.toNanos();
    } catch (ArithmeticException tooLong) {
      return time.isNegative() ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
  }
}
