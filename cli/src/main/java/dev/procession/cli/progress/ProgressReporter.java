package dev.procession.cli.progress;

import java.io.PrintStream;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a meter now and then, from a thread of its own, and shows it.
 *
 * <p>Messages that are printed meanwhile go through {@link #message}, so that a bar and a message
 * do not end up on the same line.
 */
public final class ProgressReporter implements AutoCloseable {
  private final ProgressMode mode;
  private final Meter meter;
  private final PrintStream out;
  private final Thread thread = new Thread(this::report, "progress");

  /** Null before there is something to show. Guarded by this object's lock, as what follows. */
  private @Nullable Display display;

  private boolean closed;

  private ProgressReporter(ProgressMode mode, Meter meter, PrintStream out) {
    this.mode = mode;
    this.meter = meter;
    this.out = out;
    thread.setDaemon(true);
  }

  /**
   * Begins to report on standard error.
   *
   * @param mode how
   * @param meter what
   * @return to be closed when the work is done
   */
  public static ProgressReporter start(ProgressMode mode, Meter meter) {
    var reporter = new ProgressReporter(mode, meter, System.err);
    if (mode != ProgressMode.OFF) {
      reporter.thread.start();
    }
    return reporter;
  }

  /**
   * Prints a line for the user, whether progress is shown or not.
   *
   * @param line without line break
   */
  public synchronized void message(String line) {
    if (display == null || closed) {
      out.println(line);
    } else {
      display.message(line);
    }
  }

  /** Shows the final state, unless nothing is shown at all. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    notifyAll();
    if (display != null) {
      display.finish(meter);
    }
  }

  private void report() {
    Display chosen = choose();
    synchronized (this) {
      if (closed) {
        return;
      }
      display = chosen;
    }
    try {
      while (pause(chosen)) {
        // Under the lock, so that close() and messages find a finished line.
        synchronized (this) {
          if (closed) {
            return;
          }
          chosen.show(meter);
        }
      }
    } catch (InterruptedException e) {
      // Nobody interrupts this thread; if somebody does, progress is no longer shown.
    }
  }

  /** Loads the library if it takes one; that is why it happens on this thread. */
  private Display choose() {
    boolean bar = mode == ProgressMode.ON || Terminal.isStandardError();
    return bar ? new BarDisplay(out, meter, Terminal.width()) : new LineDisplay(out);
  }

  /** Waits until it is time for the next look; false if there will be none. */
  private synchronized boolean pause(Display chosen) throws InterruptedException {
    long end = System.nanoTime() + chosen.interval().toNanos();
    for (long left = end - System.nanoTime(); left > 0 && !closed; left = end - System.nanoTime()) {
      wait(left / 1_000_000 + 1);
    }
    return !closed;
  }
}
