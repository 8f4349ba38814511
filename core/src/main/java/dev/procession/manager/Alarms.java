package dev.procession.manager;

import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The clock of all calls that wait for a limited time: one thread, which is there when needed. */
final class Alarms {
  private static final long IDLE_SECONDS = 10;
  private static final ScheduledThreadPoolExecutor CLOCK = clock();

  private Alarms() {}

  private static ScheduledThreadPoolExecutor clock() {
    var clock =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("procession-manager-clock").factory());
    clock.setRemoveOnCancelPolicy(true);
    clock.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
    clock.allowCoreThreadTimeOut(true);
    return clock;
  }

  /** Has something done after a time. */
  static Future<?> in(long nanos, Runnable action) {
    return CLOCK.schedule(action, nanos, TimeUnit.NANOSECONDS);
  }
}
