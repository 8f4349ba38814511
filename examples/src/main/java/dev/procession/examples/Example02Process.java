package dev.procession.examples;

import dev.procession.ChildProcess;

/**
 * A process that runs a method with an argument, with {@code join} and without.
 *
 * <p>{@code start} returns at once. Who wants to go on after the child calls {@code join}. A
 * program that does not is over sooner, but waits for its children before it exits.
 *
 * <p>Tutorial topic: Process(target, args), start, join
 */
public final class Example02Process {
  /** How many milliseconds a second lasts. */
  private static final long SECOND = Long.getLong("second", 1000);

  private Example02Process() {}

  /** Counts twice. */
  public static void main(String[] arguments) throws Exception {
    ChildProcess first = ChildProcess.of(() -> count("joined")).start();
    first.join();
    System.out.println("main has joined");

    ChildProcess.of(() -> count("not joined")).start();
    System.out.println("main ends");
  }

  private static void count(String who) throws InterruptedException {
    for (int i = 1; i <= 5; i++) {
      Thread.sleep(SECOND);
      System.out.println(who + ": " + i);
    }
  }
}
