package dev.procession.benchmarks.sync;

import dev.procession.benchmarks.harness.IdleProcesses;
import dev.procession.benchmarks.harness.Opening;
import dev.procession.benchmarks.harness.Peer;
import dev.procession.benchmarks.harness.PeerProcess;
import dev.procession.benchmarks.harness.Remote;
import dev.procession.benchmarks.harness.Setting;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
  static Peer waiting(int processes, int threads, Duration window) {
    return peer(
        setting -> {
          PeerProcess process = process(setting);
          Object pids =
              process
                  .ask(Map.of("work", "rest", "processes", processes, "threads", threads))
                  .get("pids");
          List<Long> idle = new ArrayList<>();
          if (pids instanceof List<?> list) {
            list.forEach(pid -> idle.add(((Number) pid).longValue()));
          }
          if (idle.size() != processes) {
            throw new IOException("the peer gave no process ids: pids=" + pids);
          }
          return new IdleProcesses(
              idle,
              IdleProcesses.Reading.PROCESSOR,
              window,
              setting,
              () -> process.ask(Map.of("work", "wake")));
        });
  }

  private static Peer peer(Opening opening) {
    return new Peer("cpython", opening);
  }

  private static PeerProcess process(Setting setting) throws Exception {
    return setting.processes().cpython("cpython_sync.py");
  }
}
