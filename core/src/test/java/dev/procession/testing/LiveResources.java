package dev.procession.testing;

import static java.util.stream.Collectors.toCollection;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What this process holds of the machine at one moment and what a test must give back: processes,
 * threads, descriptors, files. Each is one line of text that tells it from all others, so that two
 * moments can be compared.
 */
final class LiveResources {
  private static final String PREFIX = "procession";
  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
  private static final Path SHARED_MEMORY = Path.of("/dev/shm");
  private static final Path TEMPORARY = Path.of(System.getProperty("java.io.tmpdir"));

  private LiveResources() {}

  /** What is there now, sorted. */
  static SortedSet<String> now() {
    return Stream.of(processes(), threads(), descriptors(), files(TEMPORARY), files(SHARED_MEMORY))
        .flatMap(lines -> lines)
        .collect(toCollection(TreeSet::new));
  }

  private static Stream<String> processes() {
    return ProcessHandle.current()
        .descendants()
        .filter(ProcessHandle::isAlive)
        .map(
            child ->
                "process %d started %s: %s"
                    .formatted(
                        child.pid(),
                        child.info().startInstant().map(Object::toString).orElse("at some time"),
                        child.info().commandLine().orElse("command unknown")));
  }

  private static Stream<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith(PREFIX))
        // They go by themselves: within a second of the last sleeper, ten of the last alarm.
        .filter(thread -> !thread.getName().equals("procession-watch"))
        .filter(thread -> !thread.getName().equals("procession-manager-clock"))
        .map(thread -> "thread %d: %s".formatted(thread.threadId(), thread.getName()));
  }

  private static Stream<String> descriptors() {
    return list(DESCRIPTORS).flatMap(LiveResources::descriptor);
  }

  /** Sockets, pipes and our own files. Others, such as jars, the JVM opens when it likes. */
  private static Stream<String> descriptor(Path link) {
    try {
      Path target = Files.readSymbolicLink(link);
      String text = target.toString();
      boolean ours =
          text.startsWith("socket:")
              || text.startsWith("pipe:")
              || text.startsWith("/memfd:" + PREFIX)
              || isOurs(target, TEMPORARY)
              || isOurs(target, SHARED_MEMORY);
      // The process table is made with the first child and lives as long as this process.
      boolean processTable = text.contains("-table-");
      return ours && !processTable
          ? Stream.of("descriptor %s: %s".formatted(link.getFileName(), text))
          : Stream.empty();
    } catch (IOException e) {
      return Stream.empty(); // closed since it was listed
    }
  }

  private static boolean isOurs(Path file, Path directory) {
    return file.startsWith(directory)
        && file.getNameCount() > directory.getNameCount()
        && file.getName(directory.getNameCount()).toString().startsWith(PREFIX);
  }

  private static Stream<String> files(Path directory) {
    return list(directory)
        .filter(file -> isOurs(file, directory) && !isOfAnotherProgram(file))
        // Without /proc the process table has a name as long as this process lives.
        .filter(file -> !file.toString().contains("-table-"))
        .map(file -> "file " + file);
  }

  /** Names tell the process that made the file; programs that run beside the tests have theirs. */
  private static boolean isOfAnotherProgram(Path file) {
    String[] parts = String.valueOf(file.getFileName()).split("-");
    if (parts.length < 2 || !parts[1].matches("\\d{1,9}")) {
      return false;
    }
    long pid = Long.parseLong(parts[1]);
    return pid != ProcessHandle.current().pid()
        && ProcessHandle.of(pid).isPresent()
        && ProcessHandle.current().descendants().noneMatch(child -> child.pid() == pid);
  }

  private static Stream<Path> list(Path directory) {
    try (var files = Files.list(directory)) {
      return files.toList().stream();
    } catch (IOException e) {
      return Stream.empty(); // no such directory on this system
    }
  }
}
