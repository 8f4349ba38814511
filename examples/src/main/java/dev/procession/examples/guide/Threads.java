package dev.procession.examples.guide;

import dev.procession.Context;
import dev.procession.StartMethod;
import dev.procession.pool.ProcessPool;

/** The same program in processes, or in one. */
public final class Threads {
  private Threads() {}

  /** Tells whether the work is done elsewhere. */
  public static void main(String[] args) {
    // begin threads
    StartMethod method = Boolean.getBoolean("debug") ? StartMethod.THREAD : StartMethod.WARM;
    Context.standard(Context.standard().startMethod(method));
    // end threads
    try (var pool = ProcessPool.open(1)) {
      long pid = pool.apply(() -> ProcessHandle.current().pid());
      System.out.println("elsewhere: " + (pid != ProcessHandle.current().pid()));
    }
  }
}

// prints: elsewhere: true
