package dev.procession.examples;

import dev.procession.ChildProcess;

/**
 * Two loops that never end, one in the main program and one in a child; Ctrl-C ends both.
 *
 * <p>Two endless loops one after the other would never get to the second one. Ctrl-C in a terminal
 * goes to all processes in it; the program stops its children and says so once. Its exit code is
 * then 130.
 *
 * <p>Tutorial topic: two endless loops at the same time
 */
public final class Example07Endless {
  /** How many milliseconds a second lasts. */
  private static final long SECOND = Long.getLong("second", 1000);

  private Example07Endless() {}

  /** Runs until it is interrupted. */
  public static void main(String[] arguments) throws Exception {
    ChildProcess.of(() -> print("the child goes on")).start();
    print("main goes on");
  }

  private static void print(String text) throws InterruptedException {
    while (true) {
      System.out.println(text);
      Thread.sleep(SECOND);
    }
  }
}
