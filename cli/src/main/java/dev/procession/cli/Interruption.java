package dev.procession.cli;

import java.util.concurrent.CancellationException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import sun.misc.Signal;

/**
 * Turns Ctrl-C and SIGTERM into an orderly end of the work.
 *
 * <p>A shutdown hook would be the portable way, but hooks run all at once: the pool would stop its
 * workers while the results are still being written down. Here the first signal only ends the
 * {@link #await waiting}, and the working thread finishes in its own order. The second signal ends
 * the JVM on the spot.
 *
 * <p>The working thread is interrupted only while it waits, never while it writes: an interrupt
 * would close the file channel it writes to.
 */
public final class Interruption {

  /** The signal that came; null if none did. Set once, under this object's lock. */
  private @Nullable Signal signal;

  /** The thread that waits; null if none does. Guarded by this object's lock. */
  private @Nullable Thread waiting;

  private Interruption() {}

  /** Thrown out of {@link #await} when a signal has come. */
  public static final class InterruptedBySignal extends RuntimeException {
    private static final long serialVersionUID = 1;

    private InterruptedBySignal(Signal signal) {
      super("interrupted by SIG" + signal.getName());
    }
  }

  /**
   * Begins to listen for the signals.
   *
   * @return to be used by the one thread that does the work
   */
  public static Interruption listen() {
    var interruption = new Interruption();
    for (String name : new String[] {"INT", "TERM"}) {
      try {
        Signal.handle(new Signal(name), interruption::stop);
      } catch (IllegalArgumentException e) {
        // The JVM was told to leave this signal alone (-Xrs): then it ends the JVM at once.
      }
    }
    return interruption;
  }

  /**
   * Waits for something, but not beyond a signal.
   *
   * @param blocking an operation that ends when its thread is interrupted
   * @param <T> the result
   * @return what the operation returned
   * @throws InterruptedBySignal if a signal has come, before or meanwhile
   */
  public <T> T await(Supplier<T> blocking) {
    begin();
    try {
      return blocking.get();
    } catch (CancellationException e) {
      checkSignal();
      throw e;
    } finally {
      end();
    }
  }

  /**
   * With which code the command ends.
   *
   * @return 128 and the signal's number, as the shell reports a death by it
   */
  public synchronized int exitCode() {
    return ExitCode.SIGNAL_BASE + (signal == null ? 0 : signal.getNumber());
  }

  private synchronized void begin() {
    checkSignal();
    waiting = Thread.currentThread();
  }

  private synchronized void end() {
    waiting = null;
    // The interrupt has done its work, or came too late to do any; it must not hit a file.
    if (signal != null) {
      Thread.interrupted();
    }
  }

  private synchronized void checkSignal() {
    if (signal != null) {
      throw new InterruptedBySignal(signal);
    }
  }

  /** Runs on a thread of the JVM when a signal comes. */
  private synchronized void stop(Signal received) {
    if (signal != null) {
      Runtime.getRuntime().halt(ExitCode.SIGNAL_BASE + received.getNumber());
    }
    signal = received;
    if (waiting != null) {
      waiting.interrupt();
    }
  }
}
