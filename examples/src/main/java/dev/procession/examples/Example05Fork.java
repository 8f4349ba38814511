package dev.procession.examples;

import dev.procession.ChildProcess;
import dev.procession.StartMethod;
import java.util.ArrayList;
import java.util.List;

/**
 * What a child knows of the program that started it.
 *
 * <p>With {@link StartMethod#SPAWN} static fields have the values of their initializers; with
 * {@link StartMethod#FORK} those they have at the moment of the start. Either way the child has a
 * copy: what it adds is not seen by the parent.
 */
public final class Example05Fork {
  private static final List<String> SHOPPING = new ArrayList<>(List.of("bread"));

  private Example05Fork() {}

  /** Starts one child each way. */
  public static void main(String[] arguments) throws Exception {
    SHOPPING.add("milk");
    for (StartMethod method : List.of(StartMethod.SPAWN, StartMethod.FORK)) {
      ChildProcess.of(
              () -> {
                SHOPPING.add("honey");
                System.out.println(method + " child: " + SHOPPING);
              })
          .startMethod(method)
          .start()
          .join();
    }
    System.out.println("parent: " + SHOPPING);
  }
}
