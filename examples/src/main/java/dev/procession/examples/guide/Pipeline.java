package dev.procession.examples.guide;

import dev.procession.ChildProcess;
import dev.procession.channel.QueueClosedException;
import dev.procession.channel.SharedQueue;

/** A process that lives as long as there is something in its queue, or may be. */
public final class Pipeline {
  private Pipeline() {}

  /** Has three lines counted. */
  public static void main(String[] args) throws Exception {
    // begin pipeline
    var lines = SharedQueue.<String>create(1000); // holds 1000; put waits for room
    var counter = ChildProcess.of(() -> count(lines)).name("counter");
    counter.start();
    for (String line : "to be or not to be".split(" or ")) {
      lines.put(line);
    }
    lines.shutdown(); // take() gives what is left, then throws
    counter.join();
    System.out.println("exit code " + counter.exitCode().getAsInt());
    // end pipeline
  }

  // begin pipeline
  private static void count(SharedQueue<String> lines) throws InterruptedException {
    int words = 0;
    try {
      while (true) {
        words += lines.take().split(" ").length;
      }
    } catch (QueueClosedException end) {
      System.out.println(words + " words");
    }
  }
  // end pipeline
}

// prints: 5 words
// prints: exit code 0
