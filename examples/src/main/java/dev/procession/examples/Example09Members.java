package dev.procession.examples;

import dev.procession.Action;
import dev.procession.ChildProcess;
import dev.procession.Processes;
import dev.procession.sync.SharedEvent;
import java.util.Arrays;

/**
 * What a process object tells: before its start, while it runs, and after its end.
 *
 * <p>What is not yet known, or no longer possible, is an {@link IllegalStateException} that says
 * what to do. Python's {@code ident} is the process id, too. The secret {@code authkey} belongs to
 * the program; its children have it.
 *
 * <p>Tutorial topic: name, pid, ident, daemon, exitcode, is_alive, terminate, close, authkey,
 * current_process
 */
public final class Example09Members {
  private Example09Members() {}

  /** Asks a child and the main program. */
  public static void main(String[] arguments) throws Exception {
    System.out.println("main program: " + describe());

    var ready = SharedEvent.create();
    var child =
        ChildProcess.of(
            () -> {
              System.out.println("child itself: " + describe());
              ready.set();
              Thread.sleep(Long.MAX_VALUE);
            });
    print("new", child);
    refused("pid", child::pid);
    refused("join", child::join);
    refused("terminate", child::terminate);

    child.name("sleeper").daemon(true).start();
    print("started", child);
    System.out.println("pid is that of a process: " + ProcessHandle.of(child.pid()).isPresent());
    refused("start again", child::start);
    refused("name", () -> child.name("other"));
    refused("close", child::close);

    ready.await();
    child.terminate();
    child.join();
    print("ended", child);
    System.out.println("pid is still known: " + (child.pid() > 0));
    child.terminate();
    child.close();
    refused("is alive", child::isAlive);
  }

  private static String describe() {
    var me = Processes.current();
    int key = Arrays.hashCode(me.authKey());
    return me.name() + ", daemon=" + me.isDaemon() + ", alive=" + me.isAlive() + ", key=" + key;
  }

  private static void print(String when, ChildProcess child) {
    System.out.println(
        when
            + ": name="
            + child.name()
            + ", daemon="
            + child.isDaemon()
            + ", alive="
            + child.isAlive()
            + ", exit code="
            + (child.exitCode().isPresent() ? child.exitCode().getAsInt() : "none"));
  }

  private static void refused(String what, Action action) {
    try {
      action.run();
      System.out.println(what + ": possible");
    } catch (IllegalStateException e) {
      System.out.println(what + ": refused, " + e.getMessage());
    }
  }
}
