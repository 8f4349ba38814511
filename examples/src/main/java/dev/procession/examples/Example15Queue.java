package dev.procession.examples;

import dev.procession.ChildProcess;
import dev.procession.channel.SharedQueue;

/**
 * A queue in both directions: the main program puts, the child takes, and puts something back.
 *
 * <p>What {@code put} has returned for is in shared memory; it is there for whoever takes next,
 * also if the process that put it is gone.
 *
 * <p>Tutorial topic: Queue.put and Queue.get between parent and child
 */
public final class Example15Queue {
  private Example15Queue() {}

  /** Asks a child something. */
  public static void main(String[] arguments) throws Exception {
    try (var queue = SharedQueue.<String>create()) {
      queue.put("how are you?");
      var child =
          ChildProcess.of(
              () -> {
                System.out.println("child took: " + queue.take());
                queue.put("fine, thanks");
              });
      child.start();
      child.join();
      System.out.println("main took: " + queue.take());
      System.out.println("left in the queue: " + queue.size());
    }
  }
}
