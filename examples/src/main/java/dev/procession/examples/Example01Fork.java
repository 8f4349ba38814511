package dev.procession.examples;

import dev.procession.ChildProcess;
import dev.procession.Processes;
import dev.procession.StartMethod;
import java.util.ArrayList;
import java.util.List;

/**
 * Parent and child go on from the same point, the child with a copy of everything its parent had.
 *
 * <p>Python's {@code os.fork()} returns twice, and each process finds out which one it is. A JVM
 * cannot be forked: the child runs the code that it is given. With {@link StartMethod#FORK} it has
 * captured variables and static fields as they are at that moment; what it changes is its own copy.
 *
 * <p>Tutorial topic: os.fork, getpid, getppid
 */
public final class Example01Fork {
  private static final List<String> SHOPPING = new ArrayList<>(List.of("bread"));
  private static int money = 20;

  private Example01Fork() {}

  /** Forks once. */
  public static void main(String[] arguments) throws Exception {
    SHOPPING.add("milk");
    money -= 5;
    System.out.println("process " + Processes.current().pid() + " is about to fork");

    var child = ChildProcess.of(Example01Fork::runInChild).startMethod(StartMethod.FORK).start();

    System.out.println("I am the parent of process " + child.pid());
    child.join();
    System.out.println("the parent still has " + SHOPPING + " and " + money);
  }

  private static void runInChild() {
    long parent = Processes.parent().orElseThrow().pid();
    System.out.println("I am process " + Processes.current().pid() + ", the child of " + parent);
    System.out.println("the child begins with " + SHOPPING + " and " + money);
    SHOPPING.add("honey");
    money = 0;
    System.out.println("the child ends with " + SHOPPING + " and " + money);
  }
}
