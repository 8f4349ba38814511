package dev.procession.examples;

import dev.procession.ChildProcess;

/**
 * A program that ends waits for its children, except for daemons: those end with it.
 *
 * <p>Nobody joins either of the two. When {@code main} is through, the daemon is ended in the
 * middle of its work; the other child finishes, and the program exits after it.
 *
 * <p>Tutorial topic: daemon = True
 */
public final class Example11Daemon {
  /** How many milliseconds a second lasts. */
  private static final long SECOND = Long.getLong("second", 1000);

  private Example11Daemon() {}

  /** Starts both and ends while they work. */
  public static void main(String[] arguments) throws Exception {
    ChildProcess.of(() -> count("daemon", 1_000)).daemon(true).start();
    ChildProcess.of(() -> count("worker", 8)).start();
    Thread.sleep(3 * SECOND + SECOND / 2);
    System.out.println("main ends");
  }

  private static void count(String who, int last) throws InterruptedException {
    for (int i = 1; i <= last; i++) {
      System.out.println(who + ": " + i + " of " + last);
      Thread.sleep(SECOND);
    }
    System.out.println(who + ": done");
  }
}
