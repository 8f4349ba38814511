package dev.procession.examples;

import dev.procession.ChildProcess;
import java.time.Duration;

/**
 * A program that ends waits for its children, except for daemons: those end with it.
 *
 * <p>The daemon would write a line an hour from now. The other child is waited for, though nobody
 * joins it.
 */
public final class Example06Daemon {
  private Example06Daemon() {}

  /** Starts both and returns at once. */
  public static void main(String[] arguments) {
    ChildProcess.of(
            () -> {
              Thread.sleep(Duration.ofHours(1));
              System.out.println("never seen");
            })
        .daemon(true)
        .start();
    ChildProcess.of(
            () -> {
              Thread.sleep(300);
              System.out.println("the child ends");
            })
        .start();
    System.out.println("main ends");
  }
}
