package dev.procession.examples;

import dev.procession.ChildProcess;
import dev.procession.memory.SharedInt;
import dev.procession.sync.SharedBarrier;
import dev.procession.sync.SharedSemaphore;
import java.util.ArrayList;
import java.util.List;

/**
 * Five tasks need a device of which there are two. A semaphore lets two of them have one at a time;
 * the others wait until one is given back.
 *
 * <p>Tutorial topic: Semaphore(2)
 */
public final class Example21Semaphore {
  /** How many milliseconds a second lasts. */
  private static final long SECOND = Long.getLong("second", 1000);

  private static final int TASKS = 5;
  private static final int DEVICES = 2;

  private Example21Semaphore() {}

  /** Runs the five tasks. */
  public static void main(String[] arguments) throws Exception {
    try (var devices = SharedSemaphore.create(DEVICES);
        var together = SharedBarrier.create(TASKS);
        var inUse = SharedInt.create(0);
        var most = SharedInt.create(0)) {
      List<ChildProcess> tasks = new ArrayList<>();
      for (int i = 1; i <= TASKS; i++) {
        int number = i;
        tasks.add(
            ChildProcess.of(
                    () -> {
                      // All ask at the same moment, however long their processes took to start.
                      together.await();
                      try (var held = devices.hold()) {
                        int now = inUse.incrementAndGet();
                        most.accumulateAndGet(now, Math::max);
                        System.out.println("task " + number + " has a device, in use: " + now);
                        Thread.sleep(SECOND);
                        inUse.decrementAndGet();
                      }
                    })
                .start());
      }
      for (ChildProcess task : tasks) {
        task.join();
      }
      System.out.println("most devices in use: " + most.get());
      System.out.println("free devices: " + devices.availablePermits());
    }
  }
}
