package dev.procession.benchmarks.channel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Tells another process at which port one listens, through a file. */
final class Ports {
  private Ports() {}

  /** The file is there with its content or not at all. */
  static void write(String file, int port) throws IOException {
    Path written = Path.of(file + ".new");
    Files.writeString(written, String.valueOf(port));
    Files.move(written, Path.of(file), StandardCopyOption.ATOMIC_MOVE);
  }

  /**
   * Reads it.
   *
   * @throws java.nio.file.NoSuchFileException if nobody listens yet
   */
  static int read(String file) throws IOException {
    return Integer.parseInt(Files.readString(Path.of(file)));
  }
}
