package dev.procession.cli.demo;

import dev.procession.Processes;
import dev.procession.cli.CommandException;
import dev.procession.cli.ExitCode;
import dev.procession.cli.Interruption;
import dev.procession.cli.Interruption.InterruptedBySignal;
import dev.procession.cli.progress.Meter;
import dev.procession.cli.progress.ProgressMode;
import dev.procession.cli.progress.ProgressReporter;
import dev.procession.pool.PoolConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The options of {@code procession demo}. */
@Command(
    name = "demo",
    description =
        "Analyses every class of the running JDK in worker processes; needs no arguments.")
public final class DemoCommand implements Callable<Integer> {
  @Option(
      names = {"--workers", "-w"},
      paramLabel = "N",
      description = "Worker processes (default: one per processor).")
  private int workers = Processes.availableProcessors();

  @Option(
      names = "--chaos",
      description =
          "Then do it again while a worker is killed every 200 ms (25 at most), and compare the"
              + " figures.")
  private boolean chaos;

  @Option(
      names = "--module",
      paramLabel = "NAME",
      description = "Only the classes of this module. Can be repeated (default: all).")
  private List<String> modules = new ArrayList<>();

  @Option(names = "--json", description = "Print one JSON document instead of tables.")
  private boolean json;

  @Option(
      names = "--progress",
      paramLabel = "WHEN",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private ProgressMode progress = ProgressMode.AUTO;

  /** Constructed by the parser. */
  public DemoCommand() {}

  @Override
  public Integer call() {
    if (workers < 1 || workers > PoolConfig.MAX_WORKERS) {
      throw CommandException.usage(
          "not a number of workers: workers=" + workers + ", most=" + PoolConfig.MAX_WORKERS);
    }
    Interruption interruption = Interruption.listen();
    List<String> classFiles = classFiles();
    int share = (classFiles.size() + workers - 1) / workers;
    int second = chaos ? classFiles.size() : share;
    Meter meter = Meter.ofCount("demo", "classes", classFiles.size() + second);
    DemoReport report;
    try (var reporter = ProgressReporter.start(progress, meter)) {
      report = study(new Study(classFiles, meter, interruption));
    } catch (InterruptedBySignal e) {
      System.err.println("procession: interrupted");
      return interruption.exitCode();
    }
    if (json) {
      report.printJson(System.out);
    } else {
      report.print(System.out);
    }
    if (report.figuresDiffer()) {
      throw CommandException.failure(
          "the figures in chaos differ from those of the calm run", null);
    }
    return ExitCode.SUCCESS;
  }

  private List<String> classFiles() {
    List<String> all = JdkImage.classFiles();
    if (modules.isEmpty()) {
      return all;
    }
    List<String> chosen =
        all.stream().filter(classFile -> modules.contains(JdkImage.moduleOf(classFile))).toList();
    if (chosen.isEmpty()) {
      throw CommandException.usage(
          "no classes in such modules: modules=" + modules + "; java --list-modules shows all");
    }
    return chosen;
  }

  private DemoReport study(Study study) {
    Pass calm = study.all(workers);
    // The last worker is spared, so of one none would be killed.
    Pass other = chaos ? study.allInChaos(Math.max(2, workers)) : study.share(workers);
    return new DemoReport(calm, other, chaos);
  }
}
