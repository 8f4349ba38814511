package dev.procession.benchmarks.start;

import java.io.IOException;

/** What a bare {@code java} runs that only is there: says so, and sleeps until its input ends. */
final class Sleeper {
  private Sleeper() {}

  public static void main(String[] arguments) throws IOException {
    System.out.write('\n');
    System.out.flush();
    int unused = System.in.read();
  }
}
