package dev.procession.cli.top;

import dev.procession.cli.Interruption;
import dev.procession.cli.progress.Terminal;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import sun.misc.Signal;

/**
 * A terminal that is drawn over again and again, and that gives keys as they are pressed. Closing
 * it gives back what was on it before.
 *
 * <p>The escape sequences are those of ECMA-48 and of xterm, which all of today's terminals know.
 */
final class Screen implements AutoCloseable {
  private static final String ALTERNATE = "\u001b[?1049h";
  private static final String NORMAL = "\u001b[?1049l";
  private static final String HIDE_CURSOR = "\u001b[?25l";
  private static final String SHOW_CURSOR = "\u001b[?25h";
  private static final String HOME = "\u001b[H";
  private static final String CLEAR_LINE = "\u001b[K";
  private static final String CLEAR_REST = "\u001b[J";

  private final PrintStream out = System.out;

  /** What the terminal was set to; empty if it could not be asked. */
  private final String settings;

  private final InputStream keys;

  /** Set when the size has changed; cleared before it is asked for. */
  private volatile boolean resized;

  private Terminal.Size size;

  private Screen(String settings, InputStream keys) {
    this.settings = settings;
    this.keys = keys;
    this.size = Terminal.size();
    try {
      Signal.handle(new Signal("WINCH"), signal -> resized = true);
    } catch (IllegalArgumentException e) {
      // No such signal here: then it keeps the size it had.
    }
  }

  static Screen open() throws IOException {
    String settings = Terminal.setting("-g");
    InputStream keys =
        settings.isEmpty() ? InputStream.nullInputStream() : new FileInputStream("/dev/tty");
    var screen = new Screen(settings, keys);
    if (!settings.isEmpty()) {
      // A read waits for a tenth of a second, so that signals are heard.
      Terminal.setting("-icanon", "-echo", "min", "0", "time", "1");
    }
    screen.out.print(ALTERNATE + HIDE_CURSOR);
    return screen;
  }

  Terminal.Size size() {
    if (resized) {
      resized = false;
      size = Terminal.size();
    }
    return size;
  }

  void show(List<String> lines) {
    var text = new StringBuilder(HOME);
    for (String line : lines) {
      text.append(line).append(CLEAR_LINE).append(System.lineSeparator());
    }
    out.print(text.append(CLEAR_REST));
    out.flush();
  }

  /**
   * Waits until it is time to draw again; true if the user has had enough.
   *
   * @throws Interruption.InterruptedBySignal if a signal has come
   */
  boolean awaitEnd(Duration interval, Interruption interruption) throws IOException {
    long end = System.nanoTime() + interval.toNanos();
    do {
      if (settings.isEmpty()) {
        pause(interval, interruption);
        return false;
      }
      int key = keys.read();
      interruption.await(() -> true);
      if (key == 'q' || key == 'Q') {
        return true;
      }
    } while (System.nanoTime() - end < 0 && !resized);
    return false;
  }

  /**
   * Waits, but not beyond a signal.
   *
   * @throws Interruption.InterruptedBySignal if one has come
   */
  static void pause(Duration time, Interruption interruption) {
    interruption.await(
        () -> {
          try {
            TimeUnit.NANOSECONDS.sleep(time.toNanos());
            return true;
          } catch (InterruptedException e) {
            throw new CancellationException("interrupted");
          }
        });
  }

  @Override
  public void close() throws IOException {
    out.print(SHOW_CURSOR + NORMAL);
    out.flush();
    if (!settings.isEmpty()) {
      Terminal.setting(settings);
    }
    keys.close();
  }
}
