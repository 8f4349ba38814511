package dev.procession.cli.doctor;

import dev.procession.ClassArchive;
import dev.procession.ClassArchive.State;
import dev.procession.ClassArchives;
import dev.procession.Context;
import dev.procession.StartMethod;
import dev.procession.cli.CommandException;
import dev.procession.cli.ExitCode;
import dev.procession.cli.function.ClassPath;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The options of {@code procession doctor}. */
@Command(
    name = "doctor",
    description = {
      "Tells what this machine gives to programs that start child JVMs, and what it lacks.",
      "Ends with exit code 1 if something is broken."
    })
public final class DoctorCommand implements Callable<Integer> {
  @Option(
      names = {"--class-path", "-cp"},
      paramLabel = "PATH",
      description =
          "The class path of the program that it is about; dir/* works (default: that of this"
              + " command).")
  private List<String> classPath = new ArrayList<>();

  @Option(
      names = "--jvm-option",
      paramLabel = "OPTION",
      description = "An option that the program's JVM is started with. Can be repeated.")
  private List<String> jvmOptions = new ArrayList<>();

  @Option(
      names = "--build-cache",
      description = "First make the archive of loaded classes that lets children start faster.")
  private boolean buildCache;

  @Option(
      names = "--clear-cache",
      description = "Remove all archives of loaded classes, and do nothing else.")
  private boolean clearCache;

  /** Constructed by the parser. */
  public DoctorCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    if (clearCache && buildCache) {
      throw CommandException.usage("choose one of --build-cache and --clear-cache");
    }
    if (clearCache) {
      System.out.println("archives removed: " + ClassArchives.clear());
      return ExitCode.SUCCESS;
    }
    List<Path> entries = ClassPath.parse(classPath);
    Context context =
        Context.initial()
            .startMethod(StartMethod.SPAWN)
            .jvmOptions(jvmOptions.toArray(String[]::new));
    ClassArchive archive = archive(context, entries);
    if (buildCache && archive.state() != State.GOOD) {
      throw CommandException.failure(
          "the archive could not be made: state="
              + ArchiveFacts.state(archive.state())
              + ", reason="
              + archive.reason(),
          null);
    }
    var report = new Report(System.out);
    MachineFacts.tell(report);
    ArchiveFacts.tell(report, archive);
    ColdStart.measure(report, context, usesArchive(context));
    System.out.flush();
    if (!report.faults().isEmpty()) {
      throw CommandException.failure("broken: " + String.join(", ", report.faults()), null);
    }
    return ExitCode.SUCCESS;
  }

  private ClassArchive archive(Context context, List<Path> entries) throws InterruptedException {
    if (entries.isEmpty()) {
      return buildCache ? ClassArchives.build(context) : ClassArchives.of(context);
    }
    return buildCache ? ClassArchives.build(context, entries) : ClassArchives.of(context, entries);
  }

  /** Whether this command's own children use one. */
  private static boolean usesArchive(Context context) {
    return ClassArchives.of(context).state() == State.GOOD;
  }
}
