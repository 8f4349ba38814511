package dev.procession.cli.top;

import dev.procession.cli.CommandException;
import dev.procession.cli.DurationConverter;
import dev.procession.cli.ExitCode;
import dev.procession.cli.Interruption;
import dev.procession.cli.Interruption.InterruptedBySignal;
import dev.procession.cli.progress.Terminal;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code procession top}. */
@Command(
    name = "top",
    description = {
      "Shows how the pools of all running programs are doing, with their workers, and what programs"
          + " share: queues, locks with their holders, and the like. On a terminal the table is"
          + " drawn again and again; q or Ctrl-C ends it. Elsewhere one table follows the other."
          + " Only looks at shared memory: the programs are not disturbed.",
      "",
      "Items per second and %%CPU are of the time since the last table; in the first one they are"
          + " averages since the pool or the process began."
    })
public final class TopCommand implements Callable<Integer> {
  @Option(names = "--once", description = "Print one table and end.")
  private boolean once;

  @Option(
      names = "--interval",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "How long to wait between two tables (default: 1s).")
  private Duration interval = Duration.ofSeconds(1);

  @Option(names = "--json", description = "Print one JSON object in a line in place of each table.")
  private boolean json;

  /** Constructed by the parser. */
  public TopCommand() {}

  @Override
  public Integer call() throws IOException {
    if (once) {
      print(Snapshot.take(), null);
      return ExitCode.SUCCESS;
    }
    if (interval.compareTo(Duration.ofDays(1)) > 0) {
      throw CommandException.usage("the interval is too long: interval=" + interval + ", most=24h");
    }
    Interruption interruption = Interruption.listen();
    try {
      if (!json && Terminal.isStandardOutput() && Terminal.canBeRedrawn()) {
        watch(interruption);
      } else {
        printAgainAndAgain(interruption);
      }
      return ExitCode.SUCCESS;
    } catch (InterruptedBySignal asIsUsual) {
      return interruption.exitCode();
    }
  }

  private void watch(Interruption interruption) throws IOException {
    try (var screen = Screen.open()) {
      Snapshot before = null;
      while (true) {
        Snapshot now = Snapshot.take();
        Terminal.Size size = screen.size();
        screen.show(new TopTable(now, before).lines(size.columns(), size.rows() - 1));
        before = now;
        if (screen.awaitEnd(interval, interruption)) {
          return;
        }
      }
    }
  }

  /** Until a signal comes, or nobody reads it any more. */
  private void printAgainAndAgain(Interruption interruption) throws IOException {
    Snapshot before = null;
    while (true) {
      Snapshot now = Snapshot.take();
      if (before != null && !json) {
        System.out.println();
      }
      print(now, before);
      if (System.out.checkError()) {
        return;
      }
      before = now;
      Screen.pause(interval, interruption);
    }
  }

  private void print(Snapshot now, @Nullable Snapshot before) throws IOException {
    List<String> lines =
        json
            ? List.of(TopJson.line(now, before))
            : new TopTable(now, before).lines(Integer.MAX_VALUE, Integer.MAX_VALUE);
    lines.forEach(System.out::println);
    System.out.flush();
  }
}
