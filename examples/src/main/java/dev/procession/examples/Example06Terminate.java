package dev.procession.examples;

import dev.procession.Arguments;
import dev.procession.ChildProcess;
import dev.procession.Processes;

/**
 * A process with a name and arguments, which is stopped in the middle of its work.
 *
 * <p>Arguments are copied to the child, by position or by name. {@code terminate} ends it by
 * SIGTERM, which its exit code tells: -15.
 *
 * <p>Tutorial topic: Process(target, name, args, kwargs), pid, terminate, is_alive
 */
public final class Example06Terminate {
  /** How many milliseconds a second lasts. */
  private static final long SECOND = Long.getLong("second", 1000);

  private Example06Terminate() {}

  /** Counts sheep, but not to the end. */
  public static void main(String[] arguments) throws Exception {
    var child =
        ChildProcess.of(Example06Terminate::count, 1_000)
            .argument("animal", "sheep")
            .argument("colour", "black")
            .name("counter");
    child.start();
    System.out.println("main has started " + child.name() + ", pid " + child.pid());

    Thread.sleep(3 * SECOND + SECOND / 2);
    System.out.println("alive: " + child.isAlive());
    child.terminate();
    child.join();
    System.out.println("alive: " + child.isAlive() + ", exit code " + child.exitCode().getAsInt());
  }

  private static void count(Arguments arguments) throws InterruptedException {
    int last = arguments.get(0);
    String what = arguments.get("colour") + " " + arguments.get("animal");
    var me = Processes.current();
    for (int i = 1; i <= last; i++) {
      System.out.println(me.name() + " (" + me.pid() + "): " + i + " " + what);
      Thread.sleep(SECOND);
    }
    System.out.println("the child has counted all of them");
  }
}
