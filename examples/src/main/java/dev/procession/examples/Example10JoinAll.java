package dev.procession.examples;

import dev.procession.Action;
import dev.procession.ChildProcess;
import java.util.ArrayList;
import java.util.List;

/**
 * Start and join one child after the other, or start all of them and then join all.
 *
 * <p>The first takes the sum of their times, as if there were no processes. The second takes the
 * time of the longest.
 *
 * <p>Tutorial topic: join in the loop that starts, or in one of its own; how long each takes
 */
public final class Example10JoinAll {
  /** How many milliseconds a second lasts. */
  private static final long SECOND = Long.getLong("second", 1000);

  private static final int CHILDREN = 4;

  private Example10JoinAll() {}

  /** Does it in both ways. */
  public static void main(String[] arguments) throws Exception {
    long oneByOne =
        millis(
            () -> {
              for (int i = 0; i < CHILDREN; i++) {
                var child = ChildProcess.of(() -> Thread.sleep(SECOND)).start();
                child.join();
              }
            });
    System.out.println("start and join one by one: " + oneByOne + " ms");

    long together =
        millis(
            () -> {
              List<ChildProcess> children = new ArrayList<>();
              for (int i = 0; i < CHILDREN; i++) {
                children.add(ChildProcess.of(() -> Thread.sleep(SECOND)).start());
              }
              for (ChildProcess child : children) {
                child.join();
              }
            });
    System.out.println("start all, then join all: " + together + " ms");
  }

  private static long millis(Action action) {
    long begin = System.nanoTime();
    action.run();
    return (System.nanoTime() - begin) / 1_000_000;
  }
}
