package dev.procession.examples;

import dev.procession.ChildProcess;
import dev.procession.memory.SharedIntArray;
import dev.procession.sync.SharedBarrier;
import dev.procession.sync.SharedEvent;
import java.util.ArrayList;
import java.util.List;

/**
 * Runners wait for a starting gun, run, and wait for each other at the finish: an event and a
 * barrier between processes.
 */
public final class Example09StartingGun {
  private static final int RUNNERS = 3;

  private Example09StartingGun() {}

  /** Starts the race. */
  public static void main(String[] arguments) throws Exception {
    try (var gun = SharedEvent.create("starting gun");
        var finish = SharedBarrier.create(RUNNERS);
        var laps = SharedIntArray.create(RUNNERS)) {
      List<ChildProcess> runners = new ArrayList<>();
      for (int i = 0; i < RUNNERS; i++) {
        int lane = i;
        runners.add(
            ChildProcess.of(
                    () -> {
                      gun.await();
                      laps.set(lane, lane + 1);
                      finish.await();
                      int all = laps.stream().sum();
                      System.out.println("runner " + lane + " sees " + all + " laps");
                    })
                .start());
      }
      System.out.println("laps before the gun: " + laps.stream().sum());
      gun.set();
      for (ChildProcess runner : runners) {
        runner.join();
      }
    }
  }
}
