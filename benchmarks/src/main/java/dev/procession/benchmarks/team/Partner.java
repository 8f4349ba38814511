package dev.procession.benchmarks.team;

import dev.procession.Action;
import dev.procession.ChildProcess;
import dev.procession.Context;
import java.util.ArrayList;
import java.util.List;

/** Processes that do the same all the time, as the other side of what one thread does here. */
public final class Partner implements AutoCloseable {
  private final List<ChildProcess> processes = new ArrayList<>();

  /**
   * Starts them.
   *
   * @param count how many
   * @param step done again and again until this is closed
   */
  public Partner(int count, Action step) {
    this(count, Context.standard(), step);
  }

  /** The same in a context of the caller's choice. */
  public Partner(int count, Context context, Action step) {
    for (int i = 0; i < count; i++) {
      ChildProcess process = ChildProcess.of(() -> repeat(step)).daemon(true).context(context);
      processes.add(process);
      process.start();
    }
  }

  private static void repeat(Action step) throws Exception {
    while (true) {
      step.perform();
    }
  }

  @Override
  public void close() throws Exception {
    processes.forEach(ChildProcess::kill);
    for (ChildProcess process : processes) {
      process.join();
    }
  }
}
