package dev.procession.benchmarks.channel;

import dev.procession.benchmarks.harness.Peer;
import dev.procession.benchmarks.harness.PeerProcess;
import dev.procession.benchmarks.harness.Remote;
import dev.procession.benchmarks.harness.Setting;
import dev.procession.benchmarks.team.Waiters;
import java.util.Map;

/**
 * {@code multiprocessing} with forked children. How it does the work is written in {@code
 * peers/cpython_channel.py}.
 */
final class CPython {
  private CPython() {}

  /**
   * Items from some processes to others.
   *
   * @param kind {@code queue}, {@code simple}, {@code list} or {@code pipe}
   */
  static Peer flow(String kind, Parties parties, Load load) {
    return peer(
        "cpython-" + kind,
        Map.of(
            "work", "flow",
            "kind", kind,
            "putters", parties.putters(),
            "takers", parties.takers(),
            "size", load.bytes()));
  }

  /** A message to and fro through a {@code Pipe}. */
  static Peer pipe(Rhythm rhythm, Load load) {
    boolean asleep = rhythm.pause().isPositive();
    return peer("cpython-pipe", Map.of("work", "pipe", "size", load.bytes(), "asleep", asleep));
  }

  /**
   * A message to and fro between {@code Listener} and {@code Client}.
   *
   * @param family the kind of address, as CPython calls it
   */
  static Peer listener(String family, Load load) {
    return peer(
        "cpython-listener", Map.of("work", "listener", "family", family, "size", load.bytes()));
  }

  private static Peer peer(String name, Map<String, Object> request) {
    return new Peer(name, setting -> new Remote(process(setting), request));
  }

  /** Processes whose threads wait for a queue and for pipes. */
  static Peer waiting(Waiters waiters) {
    return new Peer("cpython", setting -> waiters.at(process(setting), setting));
  }

  private static PeerProcess process(Setting setting) throws Exception {
    return setting.processes().cpython("cpython_channel.py");
  }
}
