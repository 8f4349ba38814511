package dev.procession.benchmarks.report;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where figures were measured. Without it they mean nothing.
 *
 * @param date of the run
 * @param cpus how many the process may use
 * @param cpu model name
 * @param system kernel or operating system
 * @param jdk version and vendor
 * @param python what CPython says about its version, or that there is none
 * @param load processes that wanted to run in the minute before the run, on average; negative where
 *     nobody counts them
 * @param commit of the sources, and whether they had been changed since
 */
public record Environment(
    LocalDate date,
    int cpus,
    String cpu,
    String system,
    double load,
    String jdk,
    String python,
    String commit) {

  /** Looks around. */
  public static Environment detect() {
    Runtime.Version version = Runtime.version();
    return new Environment(
        LocalDate.now(ZoneId.systemDefault()),
        Runtime.getRuntime().availableProcessors(),
        cpuModel(),
        "%s %s %s"
            .formatted(
                System.getProperty("os.name"),
                System.getProperty("os.version"),
                System.getProperty("os.arch")),
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
        version + ", " + System.getProperty("java.vendor"),
        output("python3", "--version").orElse("no python3"),
        currentCommit());
  }

  /** One line for each fact. */
  public List<String> lines() {
    return List.of(
        "Date     " + date,
        "Machine  " + cpus + " CPUs, " + cpu,
        "System   " + system,
        String.format(Locale.ROOT, "Load     %.1f before the run", load),
        "JDK      " + jdk,
        "Python   " + python,
        "Commit   " + commit);
  }

  /** Date and machine as the name of a directory. */
  public String slug() {
    String machine =
        cpu.replaceAll("\\((R|TM)\\)|\\b(CPU|Processor)\\b", " ")
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^a-z0-9.]+", "-")
            .replaceAll("^-|-$", "");
    return date + "-" + machine + "-" + cpus + "cpu";
  }

  private static String cpuModel() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(System.getProperty("os.arch"));
    } catch (IOException e) {
      return System.getProperty("os.arch");
    }
  }

  /** Of the checkout that this class was built in. */
  private static String currentCommit() {
    Path directory;
    try {
      Path classes =
          Path.of(Environment.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      directory = Files.isDirectory(classes) ? classes : classes.resolveSibling("");
    } catch (URISyntaxException e) {
      return "unknown";
    }
    String git = directory.toString();
    Optional<String> commit = output("git", "-C", git, "rev-parse", "--short=12", "HEAD");
    Optional<String> changes = output("git", "-C", git, "status", "--porcelain");
    boolean changed = changes.isPresent() && !changes.get().isEmpty();
    return commit.orElse("unknown") + (changed ? " with uncommitted changes" : "");
  }

  /** What a command prints; nothing if it cannot be run or fails. */
  private static Optional<String> output(String... command) {
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      String text =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      return process.waitFor() == 0 ? Optional.of(text) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
