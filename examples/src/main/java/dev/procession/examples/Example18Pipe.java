package dev.procession.examples;

import dev.procession.ChildProcess;
import dev.procession.channel.Connection;
import dev.procession.channel.Pipe;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;

/**
 * A cook sends dishes through a pipe, a customer receives them until no more can come. That is when
 * no process has the sending end open any more: not the cook, who has ended, and not the main
 * program, which has to close its own. Until it does, the customer waits.
 *
 * <p>Tutorial topic: Pipe, closing the unused ends, EOFError
 */
public final class Example18Pipe {
  /** How many milliseconds a second lasts. */
  private static final long SECOND = Long.getLong("second", 1000);

  private Example18Pipe() {}

  /** Serves three dishes. */
  public static void main(String[] arguments) throws Exception {
    try (var pipe = Pipe.oneWay()) {
      var counter = pipe.first();
      var kitchen = pipe.second();
      // A lambda takes along what it captures: each child gets the end that it needs and no other.
      var customer = ChildProcess.of(() -> eat(counter)).start();
      counter.close();
      var cook = ChildProcess.of(() -> cook(kitchen)).start();
      cook.join();
      boolean ended = customer.join(Duration.ofMillis(SECOND));
      System.out.println("the cook has ended; the customer has: " + ended);

      kitchen.close();
      customer.join();
      System.out.println(
          "the last sending end is closed; the customer has ended: " + !customer.isAlive());
    }
  }

  private static void cook(Connection kitchen) throws IOException, InterruptedException {
    for (String dish : new String[] {"soup", "fish", "cake"}) {
      kitchen.send(dish);
    }
  }

  private static void eat(Connection counter) throws IOException, InterruptedException {
    try {
      while (true) {
        System.out.println("eats " + counter.receive());
      }
    } catch (EOFException nobodySendsAnyMore) {
      System.out.println("nothing more can come");
    }
  }
}
