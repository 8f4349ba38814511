package dev.procession.internal.child;

import dev.procession.Action;
import dev.procession.ExitException;
import dev.procession.internal.proc.Identity;
import java.io.PrintWriter;
import java.io.StringWriter;

/** Runs the task of a child and says with which code the child exits. */
final class TaskRunner {
  private static final int FAILED = 1;

  /** Set when the parent has asked for an interrupt: its consequences are no news to anybody. */
  private volatile boolean interrupted;

  private final Thread thread;

  /** Runs tasks on the calling thread. */
  TaskRunner(Thread thread) {
    this.thread = thread;
  }

  /** Interrupts the task. */
  void interrupt() {
    interrupted = true;
    thread.interrupt();
  }

  /** Whether the parent has asked for an interrupt. */
  boolean wasInterrupted() {
    return interrupted;
  }

  /** Runs the task; an error that it does not catch is printed, with its stack. */
  int run(Action task) {
    try {
      task.run();
      return 0;
    } catch (ExitException exit) {
      String message = exit.getMessage();
      if (message != null) {
        print(message + System.lineSeparator());
      }
      return exit.code();
    } catch (Throwable failure) {
      if (!(interrupted && isInterruption(failure))) {
        report(failure);
      }
      return FAILED;
    }
  }

  private static boolean isInterruption(Throwable failure) {
    return failure instanceof InterruptedException
        || failure instanceof java.nio.channels.ClosedByInterruptException;
  }

  private static void report(Throwable failure) {
    Identity self = Identity.current();
    var text = new StringWriter();
    text.append("Exception in process ").append(self.name()).append(": ");
    failure.printStackTrace(new PrintWriter(text, true));
    print(text.toString());
  }

  private static void print(String text) {
    try {
      System.err.print(text);
      System.err.flush();
    } catch (RuntimeException | Error broken) {
      // The task has put a stream of its own in place, and that fails. The exit code still tells.
    }
  }
}
