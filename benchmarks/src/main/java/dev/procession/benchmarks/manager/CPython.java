package dev.procession.benchmarks.manager;

import dev.procession.benchmarks.harness.Peer;
import dev.procession.benchmarks.harness.Remote;
import java.util.Map;

/**
 * {@code multiprocessing.Manager} with forked clients. How it does the work is written in {@code
 * peers/cpython_manager.py}.
 */
final class CPython {
  private CPython() {}

  /**
   * Clients of a manager on this machine.
   *
   * @param work {@code get}, {@code put}, {@code queue} or {@code counter}
   */
  static Peer unix(String work, int clients) {
    return peer("AF_UNIX", work, clients);
  }

  /** The same over TCP. */
  static Peer tcp(String work, int clients) {
    return peer("AF_INET", work, clients);
  }

  private static Peer peer(String family, String work, int clients) {
    Map<String, Object> request =
        Map.of("work", "calls", "family", family, "kind", work, "clients", clients);
    return new Peer(
        "cpython",
        setting -> new Remote(setting.processes().cpython("cpython_manager.py"), request));
  }
}
