package dev.procession.examples.readme;

import dev.procession.ChildProcess;

/** A child process by itself. */
public final class Child {
  private Child() {}

  /** Starts it and waits for it. */
  public static void main(String[] args) throws Exception {
    // begin child
    var child = ChildProcess.of(() -> mail("eva", 36)).name("mailer");
    child.start();
    child.join();
    System.out.println(child); // ChildProcess[mailer, pid=4711, ended by exit code 0]
    // end child
  }

  private static void mail(String name, int age) {
    System.out.println("to " + name + ", aged " + age);
  }
}

// prints: to eva, aged 36
// prints: ChildProcess[mailer, pid=…, ended by exit code 0]
