package dev.procession.benchmarks.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the kernel tells of a process. */
final class ProcFiles {
  private final Path directory;

  /**
   * Opens nothing.
   *
   * @throws NotAvailableException if there is no such process, or the kernel is another one
   */
  ProcFiles(long pid) throws NotAvailableException {
    directory = Path.of("/proc", String.valueOf(pid));
    for (String file : List.of("smaps_rollup", "schedstat")) {
      if (!Files.isReadable(directory.resolve(file))) {
        throw new NotAvailableException("cannot read " + directory.resolve(file), null);
      }
    }
  }

  /**
   * The proportional set size in bytes: the memory that a process has for itself, and of each page
   * that it shares its part.
   */
  double proportionalSetSize() throws IOException {
    for (String line : Files.readAllLines(directory.resolve("smaps_rollup"))) {
      if (line.startsWith("Pss:")) {
        return 1024.0 * Long.parseLong(line.split("\\s+")[1]);
      }
    }
    throw new IOException("no proportional set size: process=" + directory);
  }

  /** The nanoseconds that each living thread has been running on a processor, by thread id. */
  Map<String, Long> runTimes() throws IOException {
    Map<String, Long> times = new HashMap<>();
    try (var threads = Files.list(directory.resolve("task"))) {
      for (Path thread : threads.toList()) {
        try {
          String text = Files.readString(thread.resolve("schedstat"));
          times.put(thread.getFileName().toString(), Long.parseLong(text.split(" ")[0]));
        } catch (NoSuchFileException e) {
          // The thread has ended since it was listed.
        }
      }
    }
    return times;
  }
}
