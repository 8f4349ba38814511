package dev.procession.examples;

import dev.procession.ChildProcess;
import dev.procession.StartMethod;
import java.util.ArrayList;
import java.util.List;

/**
 * Processes do not share variables: each changes a copy of its own.
 *
 * <p>Both children begin with the list as it is in the main program. Neither sees what the other
 * does to it, and the main program sees none of it. What is to be seen by others goes through a
 * queue, shared memory or a manager.
 *
 * <p>Tutorial topic: global variables are not shared between processes
 */
public final class Example08Globals {
  private static final List<String> GUESTS = new ArrayList<>();

  private Example08Globals() {}

  /** Has one child add to a list and another one take from it. */
  public static void main(String[] arguments) throws Exception {
    GUESTS.addAll(List.of("eva", "max", "tom"));

    var adder = ChildProcess.of(Example08Globals::add).startMethod(StartMethod.FORK).start();
    adder.join();
    var taker = ChildProcess.of(Example08Globals::take).startMethod(StartMethod.FORK).start();
    taker.join();

    System.out.println("main: " + GUESTS);
  }

  private static void add() {
    GUESTS.add("ida");
    System.out.println("adder: " + GUESTS);
  }

  private static void take() {
    GUESTS.removeLast();
    System.out.println("taker: " + GUESTS);
  }
}
