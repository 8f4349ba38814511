package dev.procession.examples;

import dev.procession.ChildProcess;
import dev.procession.channel.SharedQueue;
import java.util.ArrayList;
import java.util.List;

/**
 * Consumers that end by themselves: when all producers have ended, an end marker for each consumer
 * follows what they have put. Whoever takes one ends; a single marker would end a single consumer.
 *
 * <p>Tutorial topic: producers and consumers over Queue, None as the end
 */
public final class Example17EndMarker {
  /** How many milliseconds a second lasts. */
  private static final long SECOND = Long.getLong("second", 1000);

  private static final int DISHES = 3;

  /** No dish; null cannot be put into a queue. */
  private static final String END = "";

  private Example17EndMarker() {}

  /** Has nine dishes cooked and eaten. */
  public static void main(String[] arguments) throws Exception {
    try (var dishes = SharedQueue.<String>create()) {
      List<ChildProcess> cooks = new ArrayList<>();
      for (String dish : List.of("soup", "fish", "cake")) {
        cooks.add(ChildProcess.of(() -> cook(dish, dishes)).start());
      }
      List<ChildProcess> guests = new ArrayList<>();
      for (String guest : List.of("eva", "max")) {
        guests.add(ChildProcess.of(() -> eat(guest, dishes)).name(guest).start());
      }
      for (ChildProcess cook : cooks) {
        cook.join();
      }
      for (int i = 0; i < guests.size(); i++) {
        dishes.put(END);
      }
      for (ChildProcess guest : guests) {
        guest.join();
        System.out.println(
            guest.name() + " has ended by exit code " + guest.exitCode().orElseThrow());
      }
    }
  }

  private static void cook(String dish, SharedQueue<String> dishes) throws InterruptedException {
    for (int i = 1; i <= DISHES; i++) {
      Thread.sleep(SECOND / 2);
      dishes.put(dish + " " + i);
    }
  }

  private static void eat(String guest, SharedQueue<String> dishes) throws InterruptedException {
    int eaten = 0;
    for (String dish = dishes.take(); !dish.equals(END); dish = dishes.take()) {
      Thread.sleep(SECOND / 4);
      System.out.println(guest + " eats " + dish);
      eaten++;
    }
    System.out.println(guest + " has had " + eaten + " dishes");
  }
}
