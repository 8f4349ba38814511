package dev.procession.examples;

import dev.procession.Action;
import dev.procession.ChildProcess;
import dev.procession.memory.SharedInt;
import dev.procession.sync.SharedBarrier;
import dev.procession.sync.SharedLock;
import java.util.ArrayList;
import java.util.List;

/**
 * Three processes count together, fifty steps each. A step reads the counter and writes it a moment
 * later; if another process does that in between, a step is lost. A lock around it keeps others
 * away. A step that is atomic needs no lock.
 *
 * <p>Without a lock nothing is certain, not even that something goes wrong: the program tries until
 * it does, twenty times at most.
 *
 * <p>Tutorial topic: Lock around a shared counter, Value
 */
public final class Example19Lock {
  private static final int PROCESSES = 3;
  private static final int STEPS = 50;
  private static final int MOST_ATTEMPTS = 20;

  private Example19Lock() {}

  /** Counts in three ways. */
  public static void main(String[] arguments) throws Exception {
    try (var lock = SharedLock.create();
        var counter = SharedInt.create(0)) {
      count(
          () -> {
            try (var held = lock.hold()) {
              readAndWrite(counter);
            }
          });
      System.out.println("with the lock: " + counter.get());

      counter.set(0);
      count(counter::incrementAndGet);
      System.out.println("with atomic steps: " + counter.get());

      int attempts = 0;
      do {
        counter.set(0);
        count(() -> readAndWrite(counter));
        attempts++;
      } while (counter.get() == PROCESSES * STEPS && attempts < MOST_ATTEMPTS);
      System.out.println("without the lock: " + counter.get() + " (attempt " + attempts + ")");
    }
  }

  private static void count(Action step) throws InterruptedException {
    try (var together = SharedBarrier.create(PROCESSES)) {
      List<ChildProcess> children = new ArrayList<>();
      for (int i = 0; i < PROCESSES; i++) {
        children.add(
            ChildProcess.of(
                    () -> {
                      // However long it took to start them, all begin at the same moment.
                      together.await();
                      for (int j = 0; j < STEPS; j++) {
                        step.perform();
                      }
                    })
                .start());
      }
      for (ChildProcess child : children) {
        child.join();
      }
    }
  }

  private static void readAndWrite(SharedInt counter) throws InterruptedException {
    int read = counter.get();
    // Any computation would do: the longer it takes, the more often others come between.
    Thread.sleep(1);
    counter.set(read + 1);
  }
}
