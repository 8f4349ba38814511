package dev.procession.benchmarks.memory;

import dev.procession.benchmarks.harness.Peer;
import dev.procession.benchmarks.harness.Remote;
import java.util.Map;

/**
 * {@code multiprocessing} with forked children. How it does the work is written in {@code
 * peers/cpython_memory.py}.
 */
final class CPython {
  private CPython() {}

  /** A peer that does what a request says. */
  static Peer peer(Map<String, Object> request) {
    return peer("cpython", request);
  }

  /** One of several in a line. */
  static Peer peer(String name, Map<String, Object> request) {
    return new Peer(
        name, setting -> new Remote(setting.processes().cpython("cpython_memory.py"), request));
  }
}
