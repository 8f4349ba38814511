package dev.procession.benchmarks.sync;

import dev.procession.Action;
import dev.procession.benchmarks.harness.Contestant;
import dev.procession.benchmarks.harness.Setting;
import dev.procession.benchmarks.team.Waiters;
import dev.procession.sync.SharedEvent;
import dev.procession.sync.SharedLock;
import dev.procession.sync.SharedSemaphore;
import java.util.List;

/** Waiting for what Procession has for processes that wait for one another. */
final class Waiting {
  private Waiting() {}

  /** For a third each a lock, a semaphore and an event. */
  static Contestant open(Waiters waiters, Setting setting) throws Exception {
    SharedLock lock = SharedLock.create();
    SharedSemaphore semaphore = SharedSemaphore.create(0);
    SharedEvent event = SharedEvent.create();
    lock.lock();
    List<Action> waits = List.of(lock::lockInterruptibly, semaphore::acquire, event::await);
    AutoCloseable shared =
        () -> {
          lock.close();
          semaphore.close();
          event.close();
        };
    return waiters.open(
        waits,
        shared,
        () -> lock.waiters() + semaphore.waiters() + event.waiters() == waiters.threads(),
        setting);
  }
}
