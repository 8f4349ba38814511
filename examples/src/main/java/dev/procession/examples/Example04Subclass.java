package dev.procession.examples;

import dev.procession.ChildProcess;
import dev.procession.Processes;

/**
 * The other way to make a child: a subclass that overrides {@code run}, as with {@link Thread}.
 *
 * <p>The object is copied to the child, where {@code run} is called. A change that the child makes
 * to a field is made to the copy.
 */
public final class Example04Subclass {
  private Example04Subclass() {}

  /** Greets somebody from another process. */
  static final class Greeter extends ChildProcess {
    private static final long serialVersionUID = 1L;

    private final String whom;
    private final long parentPid = ProcessHandle.current().pid();
    private int greetings;

    Greeter(String whom) {
      this.whom = whom;
    }

    @Override
    protected void run() {
      greetings++;
      boolean sameParent = Processes.parent().orElseThrow().pid() == parentPid;
      System.out.println("hello " + whom + ", started by the main program: " + sameParent);
    }
  }

  /** Starts one and waits for it. */
  public static void main(String[] arguments) throws Exception {
    var greeter = new Greeter("world");
    greeter.start();
    greeter.join();
    System.out.println("exit code " + greeter.exitCode().getAsInt());
    System.out.println("greetings seen here: " + greeter.greetings);
  }
}
