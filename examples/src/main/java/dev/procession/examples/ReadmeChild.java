package dev.procession.examples;

import dev.procession.ChildProcess;

/** The child process that the README shows. */
public final class ReadmeChild {
  private ReadmeChild() {}

  /** Runs it. */
  public static void main(String[] args) throws Exception {
    // begin readme
    var child = ChildProcess.of(() -> mail("eva", 36)).name("mailer");
    child.start();
    child.join();
    System.out.println(child); // ChildProcess[mailer, pid=4711, ended by exit code 0]
    // end readme
  }

  private static void mail(String name, int age) {
    System.out.println("to " + name + ", aged " + age);
  }
}
