package dev.procession.examples;

import dev.procession.Action;
import dev.procession.ChildProcess;
import dev.procession.StartMethod;
import dev.procession.manager.ManagedLock;
import dev.procession.manager.ManagedMap;
import dev.procession.manager.Manager;
import dev.procession.sync.SharedBarrier;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A hundred processes take one each from a number in a map that a manager holds. Each call on the
 * map is one step, but reading and writing are two: they need a lock around them, which the manager
 * has as well. {@code merge} would do both in one step.
 *
 * <p>Without the lock some get the same number. How many is a matter of luck, so the program tries
 * until that has happened, five times at most; few processes are enough for it.
 *
 * <p>Tutorial topic: Manager().dict() and Lock
 */
public final class Example25ManagerDict {
  private static final int PROCESSES = 100;
  private static final int FEW = 4;
  private static final int STEPS = 25;
  private static final int MOST_ATTEMPTS = 5;

  private Example25ManagerDict() {}

  /** Counts down with a lock, then without one. */
  public static void main(String[] arguments) throws Exception {
    try (var manager = Manager.open();
        var together = SharedBarrier.create(FEW)) {
      ManagedMap<String, Integer> map = manager.map();
      ManagedLock lock = manager.lock();
      map.put("count", PROCESSES);
      inProcesses(
          PROCESSES,
          () -> {
            try (var held = lock.hold()) {
              decrement(map);
            }
          });
      System.out.println("with the lock: " + map.get("count"));

      int attempts = 0;
      do {
        map.put("count", FEW * STEPS);
        inProcesses(
            FEW,
            () -> {
              together.await();
              for (int i = 0; i < STEPS; i++) {
                decrement(map);
              }
            });
        attempts++;
      } while (map.getOrDefault("count", 0) == 0 && attempts < MOST_ATTEMPTS);
      System.out.println("without the lock: " + map.get("count") + " (attempt " + attempts + ")");
    }
  }

  private static void inProcesses(int count, Action task) throws InterruptedException {
    // To start them takes longer than what they do, so all processors do it, and none makes a JVM
    // ready that is to stand by.
    List<ChildProcess> children =
        IntStream.range(0, count)
            .parallel()
            .mapToObj(i -> ChildProcess.of(task).startMethod(StartMethod.SPAWN).start())
            .toList();
    for (ChildProcess child : children) {
      child.join();
    }
  }

  private static void decrement(ManagedMap<String, Integer> map) throws InterruptedException {
    int read = map.getOrDefault("count", 0);
    // Any computation would do: the longer it takes, the more often others come between.
    Thread.sleep(1);
    map.put("count", read - 1);
  }
}
