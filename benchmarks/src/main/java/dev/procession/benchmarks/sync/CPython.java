package dev.procession.benchmarks.sync;

import dev.procession.benchmarks.harness.Opening;
import dev.procession.benchmarks.harness.Peer;
import dev.procession.benchmarks.harness.PeerProcess;
import dev.procession.benchmarks.harness.Remote;
import dev.procession.benchmarks.harness.Setting;
import dev.procession.benchmarks.team.Waiters;
import java.util.Map;

/**
 * {@code multiprocessing} with forked children. How it does the work is written in {@code
 * peers/cpython_sync.py}.
 */
final class CPython {
  private CPython() {}

  /** A peer that does what a request says. */
  static Peer peer(Map<String, Object> request) {
    return peer(setting -> new Remote(process(setting), request));
  }

  /** Processes whose threads wait. */
  static Peer waiting(Waiters waiters) {
    return peer(setting -> waiters.at(process(setting), setting));
  }

  private static Peer peer(Opening opening) {
    return new Peer("cpython", opening);
  }

  private static PeerProcess process(Setting setting) throws Exception {
    return setting.processes().cpython("cpython_sync.py");
  }
}
