package dev.procession.cli.progress;

import java.io.PrintStream;
import java.time.Duration;

/** Writes a line every few seconds, for logs and everything else that is not a terminal. */
final class LineDisplay implements Display {
  private static final Duration INTERVAL = Duration.ofSeconds(5);

  private final PrintStream out;
  private final long begin = System.nanoTime();

  LineDisplay(PrintStream out) {
    this.out = out;
  }

  @Override
  public Duration interval() {
    return INTERVAL;
  }

  @Override
  public void show(Meter meter) {
    String share = meter.total() > 0 ? 100 * meter.position() / meter.total() + "% done, " : "";
    out.println(meter.task() + ": " + share + meter.counts() + ", " + elapsed());
  }

  @Override
  public void finish(Meter meter) {
    out.println(meter.task() + ": " + meter.counts() + ", " + elapsed());
  }

  @Override
  public void message(String line) {
    out.println(line);
  }

  private String elapsed() {
    long milliseconds = (System.nanoTime() - begin) / 1_000_000;
    return milliseconds / 1000 + "." + milliseconds % 1000 / 100 + " s";
  }
}
