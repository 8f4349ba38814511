package dev.procession.cli.doctor;

import dev.procession.Processes;
import dev.procession.cli.Sizes;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What is there whatever program is run: the JDK, processors, memory, folders, commands. */
final class MachineFacts {
  private static final Path SHARED_MEMORY = Path.of("/dev/shm");
  private static final Path QUOTA = Path.of("/sys/fs/cgroup/cpu.max");

  private MachineFacts() {}

  static void tell(Report report) {
    report.fact(
        "JDK",
        System.getProperty("java.vm.version")
            + ", "
            + System.getProperty("java.vendor")
            + ", "
            + System.getProperty("java.home"));
    report.fact("processors", processors());
    report.fact("memory", memory());
    temporaryFolder(report);
    sharedMemory(report);
    command(report, "taskset", "children cannot be bound to processors");
    command(report, "nice", "children cannot be given a niceness");
    report.fact(
        "start methods",
        Processes.startMethods().stream().map(String::valueOf).collect(Collectors.joining(", ")));
  }

  private static String processors() {
    return Processes.availableProcessors() + " usable" + quota();
  }

  /** Two numbers: microseconds of processor time, in so many microseconds. */
  private static String quota() {
    try {
      String[] limits = Files.readString(QUOTA).strip().split(" ");
      if (limits.length == 2 && !limits[0].equals("max")) {
        double share = Double.parseDouble(limits[0]) / Double.parseDouble(limits[1]);
        return String.format(Locale.ROOT, ", limited to %.1f by a quota", share);
      }
    } catch (IOException | NumberFormatException noSuchLimit) {
      // Most machines have none.
    }
    return ", no quota";
  }

  private static String memory() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? Sizes.text(system.getTotalMemorySize())
            + ", "
            + Sizes.text(system.getFreeMemorySize())
            + " free"
        : "unknown";
  }

  private static void temporaryFolder(Report report) {
    Path folder = Path.of(System.getProperty("java.io.tmpdir", "/tmp")).toAbsolutePath();
    try {
      Path probe = Files.createTempFile(folder, "procession-doctor", ".tmp");
      Files.delete(probe);
      report.fact("temporary folder", folder + ", " + space(folder));
    } catch (IOException e) {
      report.fault(
          "temporary folder",
          "cannot be written to: path=" + folder + ": " + e + "; set -Djava.io.tmpdir");
    }
  }

  private static void sharedMemory(Report report) {
    if (Files.isWritable(SHARED_MEMORY)) {
      report.fact("shared memory", SHARED_MEMORY + ", " + space(SHARED_MEMORY));
    } else {
      report.fact("shared memory", "no " + SHARED_MEMORY + "; the temporary folder is used");
    }
  }

  private static String space(Path folder) {
    try {
      return Sizes.text(Files.getFileStore(folder).getUsableSpace()) + " free";
    } catch (IOException unknown) {
      return "free space unknown";
    }
  }

  private static void command(Report report, String name, String otherwise) {
    String path = System.getenv("PATH");
    String[] folders = path == null ? new String[0] : path.split(File.pathSeparator, -1);
    report.fact(
        name,
        Arrays.stream(folders)
            .filter(folder -> !folder.isEmpty())
            .map(folder -> Path.of(folder, name))
            .filter(Files::isExecutable)
            .findFirst()
            .map(String::valueOf)
            .orElse("not found: " + otherwise));
  }
}
