package dev.procession.server;

import java.util.ArrayDeque;
import java.util.Deque;

/** Counts deaths: so many in such a time are too many. Not safe for use by several threads. */
final class RestartLimit {
  private final Deque<Long> deaths = new ArrayDeque<>();

  /** Takes down a death; true if the settings allow no more. */
  boolean exceededBy(long now, ServerSettings settings) {
    deaths.addLast(now);
    long period = ServerSettings.nanos(settings.restartPeriod);
    while (!deaths.isEmpty() && now - deaths.getFirst() > period) {
      deaths.removeFirst();
    }
    return deaths.size() > settings.mostRestarts();
  }
}
