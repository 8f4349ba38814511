package dev.procession.pool;

import dev.procession.internal.proc.ProcessEnd;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The pools of this process that have not ended, for a word about them when the process does: it
 * does not wait for them. Used by any thread.
 */
final class OpenPools {
  private static final Set<CallGate> OPEN = ConcurrentHashMap.newKeySet();

  static {
    ProcessEnd.onShutdown(OpenPools::warn);
  }

  private OpenPools() {}

  static void add(CallGate gate) {
    OPEN.add(gate);
  }

  static void remove(CallGate gate) {
    OPEN.remove(gate);
  }

  /** Not through a logger: those may have ended before. Whoever presses Ctrl-C knows it. */
  private static void warn(ProcessEnd.Cause cause) {
    List<String> unfinished =
        OPEN.stream()
            .filter(gate -> gate.active() > 0)
            .map(gate -> gate.pool() + "=" + gate.active())
            .sorted()
            .toList();
    if (cause == ProcessEnd.Cause.NORMAL && !unfinished.isEmpty()) {
      System.err.println(
          "procession: this process ends before calls of its pools have: "
              + String.join(", ", unfinished)
              + "; close a pool to wait for them, best with try-with-resources");
    }
  }
}
