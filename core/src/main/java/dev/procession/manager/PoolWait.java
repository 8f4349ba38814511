package dev.procession.manager;

import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/** Calls of a pool that is elsewhere, for callers that do not wait: a thread of its own does. */
final class PoolWait {
  private PoolWait() {}

  static <V extends @Nullable Object> Future<V> start(Callable<V> call) {
    var future = new FutureTask<V>(call);
    Thread.ofVirtual().name("procession-manager-pool").start(future);
    return future;
  }
}
