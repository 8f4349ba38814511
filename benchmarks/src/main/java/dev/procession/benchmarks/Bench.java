package dev.procession.benchmarks;

import dev.procession.benchmarks.harness.BenchmarkLine;
import dev.procession.benchmarks.harness.Effort;
import dev.procession.benchmarks.harness.Harness;
import dev.procession.benchmarks.harness.Peer;
import dev.procession.benchmarks.harness.PeerProcesses;
import dev.procession.benchmarks.harness.Setting;
import dev.procession.benchmarks.report.Environment;
import dev.procession.benchmarks.report.JsonReport;
import dev.procession.benchmarks.report.Report;
import dev.procession.benchmarks.report.SavedRun;
import dev.procession.benchmarks.report.StolenTime;
import dev.procession.benchmarks.report.TextReport;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * The command {@code procession bench}. Figures go to standard output, notes to standard error.
 *
 * <p>Exit code 0 if everything asked for was measured, also if peers were missing; 1 if Procession
 * failed in a line; 2 for wrong usage.
 */
@Command(
    name = "procession bench",
    description = "Measures Procession beside its peers, all taking turns in one run.",
    sortOptions = false,
    usageHelpAutoWidth = true)
public final class Bench implements Callable<Integer> {
  /** As many as in the figures that are kept, where the machine has them. */
  private static final int MOST_WORKERS = 4;

  private final PrintStream out;
  private final PrintStream err;

  @Spec private @Nullable CommandSpec spec;

  @Parameters(
      paramLabel = "NAME",
      description =
          "A group (channel, manager, memory, pool, start, sync) or a line (pool.roundtrip). All there"
              + " are if none is given.")
  private List<String> names = List.of();

  @Option(names = "--json", description = "Print one JSON object a line.")
  private boolean json;

  @Option(
      names = "--peers",
      paramLabel = "PEER",
      split = ",",
      description = "Only these: cpython, cpython-pool, java, agrona, threads, ..., or none.")
  private List<String> peers = List.of();

  @Option(names = "--quick", description = "Short rounds, to see that everything works.")
  private boolean quick;

  @Option(
      names = "--save",
      paramLabel = "DIR",
      description = "Keep the run in DIR/<date>-<machine>, such as in docs/benchmarks.")
  private @Nullable Path save;

  @Option(names = "--list", description = "List the lines and do nothing else.")
  private boolean list;

  @Option(
      names = "--jmh",
      paramLabel = "PATTERN",
      description = "Run the JMH benchmarks whose names match, and no lines.")
  private @Nullable String jmh;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this text.")
  @SuppressWarnings("UnusedVariable") // Picocli reads it.
  private boolean help;

  private Bench(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  /**
   * Runs the command and exits.
   *
   * @param args its arguments
   */
  public static void main(String[] args) {
    System.exit(run(List.of(args)));
  }

  /**
   * Runs the command.
   *
   * @param args its arguments
   * @return exit code
   */
  public static int run(List<String> args) {
    return run(args, System.out, System.err);
  }

  static int run(List<String> args, PrintStream out, PrintStream err) {
    return new CommandLine(new Bench(out, err))
        .setOut(new PrintWriter(out, true, out.charset()))
        .setErr(new PrintWriter(err, true, err.charset()))
        .setParameterExceptionHandler(
            (e, unused) -> {
              err.println("procession bench: " + e.getMessage());
              return CommandLine.ExitCode.USAGE;
            })
        .execute(args.toArray(String[]::new));
  }

  @Override
  public Integer call() throws Exception {
    List<BenchmarkLine> lines = lines();
    if (list) {
      lines.forEach(line -> out.println("%-22s %s".formatted(line.name(), line.about())));
      return CommandLine.ExitCode.OK;
    }
    return jmh == null ? measure(lines) : JmhRun.run(jmh, quick);
  }

  private List<BenchmarkLine> lines() {
    try {
      return Catalogue.select(names);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec().commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  private int measure(List<BenchmarkLine> lines) throws Exception {
    SavedRun saved = save == null ? null : new SavedRun(save);
    List<Report> reports =
        new ArrayList<>(List.of(json ? new JsonReport(out) : new TextReport(out)));
    if (saved != null) {
      reports.add(saved);
    }
    Environment environment = Environment.detect();
    reports.forEach(report -> report.begin(environment));
    StolenTime stolen = StolenTime.start();
    boolean complete = measure(lines, reports);
    reports.forEach(report -> report.end(stolen.share()));
    if (saved != null) {
      err.println("kept in " + saved.save());
    }
    return complete ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
  }

  private boolean measure(List<BenchmarkLine> lines, List<Report> reports) throws Exception {
    boolean complete = true;
    try (PeerProcesses processes = new PeerProcesses()) {
      int workers = Math.min(MOST_WORKERS, Runtime.getRuntime().availableProcessors());
      Setting setting = new Setting(workers, quick ? Effort.QUICK : Effort.FULL, processes);
      Harness harness = new Harness(setting, this::isInvited, err::println);
      for (BenchmarkLine line : lines) {
        try {
          harness
              .measure(line)
              .forEach(comparison -> reports.forEach(report -> report.add(comparison)));
        } catch (Exception e) {
          err.println(line.name() + ": failed: " + e);
          complete = false;
        }
      }
    }
    return complete;
  }

  private boolean isInvited(Peer peer) {
    return peers.isEmpty() || peers.contains(peer.name()) || peers.contains(peer.family());
  }

  private CommandSpec spec() {
    return Objects.requireNonNull(spec, "set by picocli");
  }
}
