package dev.procession.examples;

import dev.procession.Arguments;
import dev.procession.ChildProcess;
import dev.procession.Processes;
import java.time.Duration;
import java.util.List;

/**
 * A child process from its start to its end.
 *
 * <p>Two mails are sent by two processes at once; arguments are copied to them. A third child never
 * ends by itself and is stopped: asked first, made to in the end.
 */
public final class Example03Child {
  private Example03Child() {}

  /** Starts three children and waits for them. */
  public static void main(String[] arguments) throws Exception {
    var eva = ChildProcess.of(Example03Child::mail, "eva").argument("age", 36).name("mail-1");
    var max = ChildProcess.of(Example03Child::mail, "max").argument("age", 41).name("mail-2");
    List.of(eva, max).forEach(ChildProcess::start);
    eva.join();
    max.join();
    System.out.println("all sent, exit codes " + eva.exitCode() + " " + max.exitCode());

    var endless = ChildProcess.of(() -> Thread.sleep(Duration.ofDays(1))).start();
    System.out.println("alive " + endless.isAlive());
    endless.stop(Duration.ofSeconds(2));
    System.out.println("alive " + endless.isAlive());
  }

  private static void mail(Arguments arguments) {
    String name = arguments.get(0);
    int age = arguments.get("age");
    System.out.println(Processes.current().name() + ": to " + name + ", aged " + age);
  }
}
