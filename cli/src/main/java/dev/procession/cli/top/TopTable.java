package dev.procession.cli.top;

import dev.procession.cli.Sizes;
import dev.procession.cli.TextTable;
import dev.procession.cli.shared.ResourceTable;
import dev.procession.pool.PoolStats;
import dev.procession.pool.RunningPool;
import dev.procession.pool.WorkerStats;
import java.time.Duration;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A snapshot as tables for people: a summary, pools, their workers, and what is shared. */
final class TopTable {
  private final Snapshot now;
  private final @Nullable Snapshot before;

  TopTable(Snapshot now, @Nullable Snapshot before) {
    this.now = now;
    this.before = before;
  }

  /** The lines, cut to a width; if there are too many, the last one says so. */
  List<String> lines(int width, int most) {
    List<String> lines = new ArrayList<>();
    lines.add(summary());
    if (!now.pools().isEmpty()) {
      lines.add("");
      lines.addAll(pools());
      lines.add("");
      lines.addAll(workers());
    }
    if (!now.shared().isEmpty()) {
      lines.add("");
      lines.addAll(new ResourceTable(now.shared()).lines());
    }
    if (lines.size() > most && most > 0) {
      int left = lines.size() - most + 1;
      lines = new ArrayList<>(lines.subList(0, most - 1));
      lines.add("... " + left + " more lines");
    }
    return lines.stream()
        .map(line -> line.length() > width ? line.substring(0, width) : line)
        .toList();
  }

  private String summary() {
    long programs = now.pools().stream().map(RunningPool::pid).distinct().count();
    long up = now.pools().stream().mapToLong(pool -> pool.stats().workersUp()).sum();
    long busy = now.pools().stream().mapToLong(pool -> pool.stats().workersBusy()).sum();
    double rate = now.pools().stream().mapToDouble(pool -> now.rate(pool, before)).sum();
    var time = now.time().atZone(ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS);
    return "procession top "
        + DateTimeFormatter.ISO_LOCAL_TIME.format(time)
        + (now.pools().isEmpty()
            ? "  no pools"
            : "  programs: "
                + programs
                + "  pools: "
                + now.pools().size()
                + "  workers: "
                + up
                + " up, "
                + busy
                + " busy  items/s: "
                + rate(rate));
  }

  private List<String> pools() {
    var table =
        new TextTable(
            ">PID",
            "POOL",
            ">BUSY/UP",
            ">WAITING",
            ">RUNNING",
            ">DONE",
            ">ITEMS/S",
            ">FAILED",
            ">RETRIES",
            ">DEATHS",
            "PROGRAM");
    for (RunningPool pool : now.pools()) {
      PoolStats stats = pool.stats();
      table.row(
          Long.toString(pool.pid()),
          pool.name(),
          stats.workersBusy() + "/" + stats.workersUp(),
          Long.toString(stats.waiting()),
          Long.toString(stats.running()),
          Long.toString(stats.done()),
          rate(now.rate(pool, before)),
          Long.toString(stats.failed()),
          Long.toString(stats.retried()),
          Long.toString(stats.workersDied() + stats.workersKilled()),
          pool.program());
    }
    return table.lines();
  }

  private List<String> workers() {
    var table =
        new TextTable(">WORKER", "POOL", "STATE", ">FOR", ">ITEMS", ">FAILED", ">%CPU", ">RSS");
    for (RunningPool pool : now.pools()) {
      PoolStats stats = pool.stats();
      for (WorkerStats worker : stats.workers()) {
        Snapshot.Usage usage = now.usage().get(worker.pid());
        table.row(
            Long.toString(worker.pid()),
            pool.name(),
            worker.state().name().toLowerCase(Locale.ROOT),
            age(worker.since()),
            Long.toString(worker.items()),
            Long.toString(worker.failed()),
            String.format(Locale.ROOT, "%.0f", now.processors(worker.pid(), before)),
            usage == null || usage.residentBytes() < 0 ? "-" : Sizes.text(usage.residentBytes()));
      }
      int more = stats.workersUp() + stats.workersStarting() - stats.workers().size();
      if (more > 0) {
        table.row("...", pool.name(), more + " more", "", "", "", "", "");
      }
    }
    return table.lines();
  }

  private static String rate(double perSecond) {
    return String.format(Locale.ROOT, perSecond < 100 ? "%.1f" : "%.0f", perSecond);
  }

  private static String age(Duration age) {
    if (age.toDays() > 0) {
      return age.toDays() + " d";
    }
    if (age.toHours() > 0) {
      return age.toHours() + " h";
    }
    if (age.toMinutes() > 0) {
      return age.toMinutes() + " min";
    }
    return age.toSeconds() > 0
        ? String.format(Locale.ROOT, "%.1f s", age.toMillis() / 1e3)
        : age.toMillis() + " ms";
  }
}
