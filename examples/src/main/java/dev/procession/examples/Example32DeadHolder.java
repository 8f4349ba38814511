package dev.procession.examples;

import dev.procession.ChildProcess;
import dev.procession.sync.SharedEvent;
import dev.procession.sync.SharedLock;

/**
 * A process is killed with a lock in its hand. The next one gets the lock, and knows.
 *
 * <p>Tutorial topic: none; a lock of Python's is held for ever then
 */
public final class Example32DeadHolder {
  private Example32DeadHolder() {}

  /** Kills the holder and takes the lock. */
  public static void main(String[] arguments) throws Exception {
    try (var lock = SharedLock.create(c -> c.name("ledger"));
        var taken = SharedEvent.create()) {
      var holder =
          ChildProcess.of(
                  () -> {
                    lock.lock();
                    taken.set();
                    Thread.sleep(Long.MAX_VALUE);
                  })
              .name("bookkeeper");
      holder.start();
      taken.await();
      System.out.println("held by " + lock.owner().orElseThrow().processName());
      holder.kill();
      lock.lock();
      System.out.println("recovered: " + lock.recovered());
      lock.unlock();
      holder.join();
      System.out.println("exit code " + holder.exitCode().orElseThrow());
    }
  }
}
