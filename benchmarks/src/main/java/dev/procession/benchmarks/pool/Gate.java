package dev.procession.benchmarks.pool;

import dev.procession.benchmarks.harness.NamedPipe;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Holds up tasks in whatever process they run, until all that are expected have come.
 *
 * <p>Two named pipes in a directory of their own: a task writes its process id into {@code
 * arrivals} and then waits for a byte from {@code releases}. Tasks in Java and in CPython can use
 * it alike.
 */
final class Gate implements AutoCloseable {
  private final Path directory;
  private final NamedPipe arrivals;
  private final NamedPipe releases;

  private Gate(Path directory, NamedPipe arrivals, NamedPipe releases) {
    this.directory = directory;
    this.arrivals = arrivals;
    this.releases = releases;
  }

  /** Makes a gate that nobody has come to. */
  static Gate create() throws IOException, InterruptedException {
    Path directory =
        Files.createTempDirectory("procession-" + ProcessHandle.current().pid() + "-bench");
    try {
      NamedPipe arrivals = NamedPipe.create(directory.resolve("arrivals"));
      NamedPipe releases = NamedPipe.create(directory.resolve("releases"));
      return new Gate(directory, arrivals, releases);
    } catch (IOException | InterruptedException e) {
      Files.deleteIfExists(directory.resolve("arrivals"));
      Files.delete(directory);
      throw e;
    }
  }

  /** What a task needs to find the gate. */
  String location() {
    return directory.toString();
  }

  /** What a task does: says that it has come, and waits to be let through. */
  static void pass(String location) throws IOException {
    NamedPipe.send(location + "/arrivals", ProcessHandle.current().pid());
    try (FileInputStream in = new FileInputStream(location + "/releases")) {
      if (in.read() < 0) {
        throw new IOException("the gate was closed: location=" + location);
      }
    }
  }

  /** Waits for the next task that comes. */
  long awaitArrival() throws IOException {
    return arrivals.receive();
  }

  /**
   * Waits until this many tasks are held up.
   *
   * @throws IllegalStateException if they are not in as many different processes
   */
  void awaitArrivals(int count) throws IOException {
    arrivals.receiveDifferent(count);
  }

  /** Lets this many tasks through. */
  void release(int count) throws IOException {
    releases.write(new byte[count]);
  }

  @Override
  public void close() throws IOException {
    arrivals.close();
    releases.close();
    Files.delete(directory);
  }
}
