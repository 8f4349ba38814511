package dev.procession.examples;

import dev.procession.ChildProcess;
import dev.procession.channel.JoinableQueue;

/**
 * Producers and consumers: what one process puts another one takes. The main program waits until
 * all is done, and the consumers, which never end by themselves, end with it.
 */
public final class Example10Queue {
  private static final int CONSUMERS = 2;
  private static final int ORDERS = 6;

  private Example10Queue() {}

  /** Has six orders made. */
  public static void main(String[] arguments) throws Exception {
    try (var orders = JoinableQueue.<String>create(3);
        var made = JoinableQueue.<String>create()) {
      for (int i = 0; i < CONSUMERS; i++) {
        ChildProcess.of(
                () -> {
                  while (true) {
                    made.put(orders.take() + " made");
                    orders.taskDone();
                  }
                })
            .daemon(true)
            .start();
      }
      for (int i = 1; i <= ORDERS; i++) {
        orders.put("order " + i);
      }
      orders.join();
      made.stream().sorted().forEach(System.out::println);
    }
  }
}
