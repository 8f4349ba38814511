package dev.procession.examples;

import dev.procession.ChildProcess;
import dev.procession.Processes;

/**
 * The other way to make a process: a subclass that overrides {@code run}, as with {@link Thread}.
 *
 * <p>The object is copied to the child, where {@code run} is called, so what the constructor was
 * given is there. Main program and child work side by side.
 *
 * <p>Tutorial topic: subclass of Process, run, os.getpid and os.getppid
 */
public final class Example03Subclass {
  /** How many milliseconds a second lasts. */
  private static final long SECOND = Long.getLong("second", 1000);

  private static final int ROUNDS = 5;

  private Example03Subclass() {}

  /** Says a word a few times. */
  static final class Speaker extends ChildProcess {
    private static final long serialVersionUID = 1L;

    private final String word;
    private final long pause;

    Speaker(String word, long pause) {
      this.word = word;
      this.pause = pause;
    }

    @Override
    protected void run() throws InterruptedException {
      long parent = Processes.parent().orElseThrow().pid();
      for (int i = 1; i <= ROUNDS; i++) {
        System.out.println("child " + pid() + " of " + parent + ": " + word + " " + i);
        Thread.sleep(pause);
      }
    }
  }

  /** Starts one and speaks at the same time. */
  public static void main(String[] arguments) throws Exception {
    var speaker = new Speaker("tick", SECOND);
    speaker.start();
    for (int i = 1; i <= ROUNDS; i++) {
      System.out.println("main " + Processes.current().pid() + ": tock " + i);
      Thread.sleep(SECOND);
    }
    speaker.join();
    System.out.println("exit code " + speaker.exitCode().getAsInt());
  }
}
