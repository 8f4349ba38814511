package dev.procession.manager;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A manager that another program has opened, or another process of this one. */
final class Elsewhere implements ManagerHost {
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final ManagerLink link;

  Elsewhere(ManagerLink link) {
    this.link = link;
  }

  @Override
  public long pid() {
    return link.wire().opening().introduction().pid();
  }

  @Override
  public boolean join(Duration atMost) throws InterruptedException {
    long deadline = System.nanoTime() + atMost.toNanos();
    while (!link.hasEnded()) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      LockSupport.parkNanos(this, Math.min(left, LOOK_NANOS));
    }
    return true;
  }

  @Override
  public void close() {
    // Its connection ends, and that is all.
  }
}
