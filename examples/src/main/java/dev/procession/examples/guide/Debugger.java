package dev.procession.examples.guide;

import dev.procession.Context;
import dev.procession.pool.ProcessPool;

/** A worker that a debugger can be attached to. */
public final class Debugger {
  private Debugger() {}

  /** Says where. */
  public static void main(String[] args) {
    // begin debugger
    var debugged =
        Context.standard()
            .spares(0)
            .jvmOptions(
                "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:0");
    try (var pool = ProcessPool.open(c -> c.workers(1).context(debugged))) {
      System.out.println(pool.apply(() -> 6 * 7));
    }
    // end debugger
  }
}

// prints: Listening for transport dt_socket at address: …
// prints: 42
