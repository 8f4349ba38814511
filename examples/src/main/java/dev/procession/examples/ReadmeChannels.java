package dev.procession.examples;

import dev.procession.ChildProcess;
import dev.procession.channel.Pipe;
import dev.procession.channel.SharedQueue;

/** The queue and the pipe that the README shows. */
public final class ReadmeChannels {
  private ReadmeChannels() {}

  /** Runs it. */
  public static void main(String[] args) throws Exception {
    // begin readme
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
    // end readme
  }
}
