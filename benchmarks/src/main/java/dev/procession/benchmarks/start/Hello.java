package dev.procession.benchmarks.start;

import dev.procession.benchmarks.harness.NamedPipe;
import java.io.IOException;

/** What a bare {@code java} runs: nothing, or where a pipe is named, a report of its clock. */
final class Hello {
  private Hello() {}

  public static void main(String[] arguments) throws IOException {
    long now = System.nanoTime();
    if (arguments.length == 1) {
      NamedPipe.send(arguments[0], now);
    }
  }
}
