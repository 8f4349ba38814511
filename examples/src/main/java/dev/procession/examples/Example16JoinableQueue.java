package dev.procession.examples;

import dev.procession.ChildProcess;
import dev.procession.channel.JoinableQueue;
import java.util.ArrayList;
import java.util.List;

/**
 * Cooks put dishes into a queue, guests take them and say when they have eaten. The program waits
 * for that, not for the guests: they would wait for dishes for ever, so they are daemons and end
 * with the program.
 *
 * <p>Tutorial topic: JoinableQueue, task_done, join, daemon consumers
 */
public final class Example16JoinableQueue {
  /** How many milliseconds a second lasts. */
  private static final long SECOND = Long.getLong("second", 1000);

  private static final int DISHES = 3;

  private Example16JoinableQueue() {}

  /** Has nine dishes cooked and eaten. */
  public static void main(String[] arguments) throws Exception {
    try (var dishes = JoinableQueue.<String>create()) {
      List<ChildProcess> cooks = new ArrayList<>();
      for (String dish : List.of("soup", "fish", "cake")) {
        cooks.add(ChildProcess.of(() -> cook(dish, dishes)).start());
      }
      for (String guest : List.of("eva", "max")) {
        ChildProcess.of(() -> eat(guest, dishes)).daemon(true).start();
      }
      for (ChildProcess cook : cooks) {
        cook.join();
      }
      dishes.join();
      System.out.println("all has been eaten; not yet dealt with: " + dishes.unfinished());
    }
  }

  private static void cook(String dish, JoinableQueue<String> dishes) throws InterruptedException {
    for (int i = 1; i <= DISHES; i++) {
      Thread.sleep(SECOND / 2);
      dishes.put(dish + " " + i);
    }
  }

  private static void eat(String guest, JoinableQueue<String> dishes) throws InterruptedException {
    while (true) {
      String dish = dishes.take();
      Thread.sleep(SECOND / 4);
      System.out.println(guest + " eats " + dish);
      dishes.taskDone();
    }
  }
}
