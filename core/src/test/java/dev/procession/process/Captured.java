package dev.procession.process;

import dev.procession.Output;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps the lines of a child. */
final class Captured implements Output.LineConsumer {
  private final List<String> out = new CopyOnWriteArrayList<>();
  private final List<String> err = new CopyOnWriteArrayList<>();

  @Override
  public void accept(Output.Stream stream, String line) {
    (stream == Output.Stream.OUT ? out : err).add(line);
  }

  /** What it wrote to standard output. */
  List<String> out() {
    return out;
  }

  /** What it wrote to standard error. */
  List<String> err() {
    return err;
  }
}
