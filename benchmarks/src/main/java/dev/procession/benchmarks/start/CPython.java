package dev.procession.benchmarks.start;

import dev.procession.benchmarks.harness.IdleProcesses;
import dev.procession.benchmarks.harness.NamedPipe;
import dev.procession.benchmarks.harness.Opening;
import dev.procession.benchmarks.harness.Peer;
import dev.procession.benchmarks.harness.PeerProcess;
import dev.procession.benchmarks.harness.Remote;
import dev.procession.benchmarks.harness.Setting;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** CPython's start methods. How they do the work is written in {@code peers/cpython_start.py}. */
enum CPython {
  /** A copy of the running process. */
  FORK,
  /** A copy of a server that was started before. */
  FORKSERVER,
  /** A new interpreter. */
  SPAWN;

  private final String method = name().toLowerCase(Locale.ROOT);

  /** A peer whose children report to a pipe. */
  Peer reporting(String work, Map<String, Object> request) {
    return peer(
        setting -> {
          PeerProcess process = process(setting);
          NamedPipe pipe = NamedPipe.create();
          Map<String, Object> whole = new TreeMap<>(request);
          whole.put("work", work);
          whole.put("pipe", pipe.location());
          return new Remote(process, whole, pipe);
        });
  }

  Peer joining() {
    return peer(setting -> new Remote(process(setting), Map.of("work", "join")));
  }

  /** A child that sleeps. */
  Peer sleeping(IdleProcesses.Reading reading) {
    return peer(
        setting -> {
          PeerProcess process = process(setting);
          if (!(process.ask(Map.of("work", "rest")).get("pid") instanceof Number pid)) {
            throw new IOException("the peer gave no process id");
          }
          return new IdleProcesses(
              List.of(pid.longValue()),
              reading,
              StartBenchmarks.IDLE,
              setting,
              () -> process.ask(Map.of("work", "wake")));
        });
  }

  private Peer peer(Opening opening) {
    return new Peer("cpython-" + method, opening);
  }

  private PeerProcess process(Setting setting) throws Exception {
    return setting.processes().cpython("cpython_start.py", method);
  }
}
