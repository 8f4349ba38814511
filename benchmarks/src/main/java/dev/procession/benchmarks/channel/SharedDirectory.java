package dev.procession.benchmarks.channel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/** A directory for what processes share, in memory where the system has a place for that. */
record SharedDirectory(Path directory) implements AutoCloseable {
  private static final Path MEMORY = Path.of("/dev/shm");
  private static final String PREFIX = "procession-bench";

  static SharedDirectory create() throws IOException {
    return new SharedDirectory(
        Files.isWritable(MEMORY)
            ? Files.createTempDirectory(MEMORY, PREFIX)
            : Files.createTempDirectory(PREFIX));
  }

  /** The name of a file in it. */
  String file(String name) {
    return directory.resolve(name).toString();
  }

  @Override
  public void close() throws IOException {
    try (var files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
