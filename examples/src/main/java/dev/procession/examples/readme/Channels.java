package dev.procession.examples.readme;

import dev.procession.ChildProcess;
import dev.procession.channel.Pipe;
import dev.procession.channel.SharedQueue;

/** A queue to a child, and a pipe back. */
public final class Channels {
  private Channels() {}

  /** Sends a page and receives its length. */
  public static void main(String[] args) throws Exception {
    // begin channels
    var pages = SharedQueue.<String>create(100);
    var answers = Pipe.open();
    var child =
        ChildProcess.of(
            () -> {
              String page = pages.take();
              answers.second().send(page.length());
            });
    child.start();
    pages.put("hello");
    System.out.println(answers.first().receive()); // 5
    // end channels
  }
}

// prints: 5
