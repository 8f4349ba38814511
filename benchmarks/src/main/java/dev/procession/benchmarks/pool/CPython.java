package dev.procession.benchmarks.pool;

import dev.procession.benchmarks.harness.Peer;
import dev.procession.benchmarks.harness.PeerProcess;
import dev.procession.benchmarks.harness.Remote;
import dev.procession.benchmarks.harness.Setting;
import java.util.Map;
import java.util.function.Function;

/** CPython's two pools. How they do the work is written in {@code peers/cpython_pool.py}. */
enum CPython {
  /** {@code multiprocessing.Pool}. */
  POOL("pool"),
  /** {@code concurrent.futures.ProcessPoolExecutor}. */
  EXECUTOR("executor");

  private final String kind;

  CPython(String kind) {
    this.kind = kind;
  }

  /** A peer that does what a request says. */
  Peer peer(Function<Setting, Map<String, Object>> request) {
    return new Peer(
        "cpython-" + kind, setting -> new Remote(process(setting), request.apply(setting)));
  }

  /** A peer whose work involves a {@link Gate}. */
  Peer atGate(String work) {
    return new Peer(
        "cpython-" + kind,
        setting -> {
          PeerProcess process = process(setting);
          Gate gate = Gate.create();
          return new Remote(process, Map.of("work", work, "gate", gate.location()), gate);
        });
  }

  private PeerProcess process(Setting setting) throws Exception {
    String workers = String.valueOf(setting.workers());
    return setting.processes().cpython("cpython_pool.py", kind, workers);
  }
}
