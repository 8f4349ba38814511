package dev.procession.examples;

import dev.procession.ChildProcess;
import dev.procession.channel.Pipe;
import java.io.EOFException;

/**
 * A cook sends dishes through a pipe; the customer eats until no cook is left. The end of the pipe
 * is seen when nobody holds the sending end any more, so the main program closes its own.
 */
public final class Example11Pipe {
  private Example11Pipe() {}

  /** Serves three dishes. */
  public static void main(String[] arguments) throws Exception {
    try (var pipe = Pipe.oneWay()) {
      var out = pipe.first();
      var in = pipe.second();
      var cook =
          ChildProcess.of(
                  () -> {
                    for (String dish : new String[] {"soup", "fish", "cake"}) {
                      in.send(dish);
                    }
                  })
              .start();
      in.close();
      try {
        while (true) {
          System.out.println("eats " + out.receive());
        }
      } catch (EOFException nobodySendsAnyMore) {
        System.out.println("nothing more to come");
      }
      cook.join();
    }
  }
}
