package dev.procession.examples;

import dev.procession.ChildProcess;
import dev.procession.memory.SharedLong;
import dev.procession.sync.SharedEvent;
import dev.procession.sync.SharedLock;

/** The things shared with a child that the README shows. */
public final class ReadmeSharing {
  private ReadmeSharing() {}

  /** Runs it. */
  public static void main(String[] args) throws Exception {
    // begin readme
    var lock = SharedLock.create();
    var counter = SharedLong.create(0);
    var done = SharedEvent.create();
    var child =
        ChildProcess.of(
            () -> {
              try (var held = lock.hold()) {
                counter.addAndGet(42);
              }
              done.set();
            });
    child.start();
    done.await();
    System.out.println(counter.get()); // 42
    // end readme
  }
}
