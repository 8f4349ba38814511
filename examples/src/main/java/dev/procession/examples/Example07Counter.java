package dev.procession.examples;

import dev.procession.ChildProcess;
import dev.procession.memory.SharedIntArray;
import dev.procession.memory.SharedLong;
import dev.procession.sync.SharedLock;
import java.util.ArrayList;
import java.util.List;

/**
 * Three processes count together. Two steps, reading and writing, need a lock around them; one
 * atomic step needs none.
 */
public final class Example07Counter {
  private static final int PROCESSES = 3;
  private static final int ROUNDS = 50;

  private Example07Counter() {}

  /** Counts in both ways. */
  public static void main(String[] arguments) throws Exception {
    try (var lock = SharedLock.create();
        var steps = SharedIntArray.create(1);
        var atomic = SharedLong.create(0)) {
      List<ChildProcess> children = new ArrayList<>();
      for (int i = 0; i < PROCESSES; i++) {
        children.add(
            ChildProcess.of(
                    () -> {
                      for (int round = 0; round < ROUNDS; round++) {
                        try (var held = lock.hold()) {
                          steps.set(0, steps.get(0) + 1);
                        }
                        atomic.incrementAndGet();
                      }
                    })
                .start());
      }
      for (ChildProcess child : children) {
        child.join();
      }
      System.out.println("with a lock: " + steps.get(0));
      System.out.println("atomic: " + atomic.get());
    }
  }
}
