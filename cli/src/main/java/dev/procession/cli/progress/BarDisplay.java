package dev.procession.cli.progress;

import java.io.PrintStream;
import java.time.Duration;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * Draws a bar with the progress-bar library.
 *
 * <p>The library is given the terminal's width: left to itself it would load a native library to
 * find out, and unpack it into the temporary directory first.
 */
final class BarDisplay implements Display {
  private static final Duration INTERVAL = Duration.ofMillis(200);
  private static final long MEGABYTE = 1 << 20;

  /** Return to the first column and clear the line (ECMA-48). */
  private static final String CLEAR_LINE = "\r\u001b[K";

  private final PrintStream out;
  private final ProgressBar bar;

  BarDisplay(PrintStream out, Meter meter, int width) {
    this.out = out;
    var builder =
        new ProgressBarBuilder()
            .setTaskName(meter.task())
            .setInitialMax(meter.total())
            .setStyle(ProgressBarStyle.ASCII)
            .setUpdateIntervalMillis((int) INTERVAL.toMillis())
            .setConsumer(new ConsoleProgressBarConsumer(out, width - 1));
    if (meter.isBytes()) {
      builder.setUnit(" MiB", MEGABYTE);
    }
    this.bar = builder.build();
    bar.stepTo(meter.position());
  }

  @Override
  public Duration interval() {
    return INTERVAL;
  }

  @Override
  public void show(Meter meter) {
    bar.stepTo(meter.position());
    bar.setExtraMessage(" " + meter.counts());
  }

  @Override
  public void finish(Meter meter) {
    show(meter);
    bar.refresh();
    bar.close();
  }

  @Override
  public void message(String line) {
    out.println(CLEAR_LINE + line);
  }
}
