package dev.procession.benchmarks.pool;

import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/**
 * Holds up tasks in whatever process they run, until all that are expected have come.
 *
 * <p>Two named pipes in a directory of their own: a task writes its process id into {@code
 * arrivals} and then waits for a byte from {@code releases}. Since everybody waits in the kernel,
 * the gate takes no processor from those who are still on their way, and tasks in Java and in
 * CPython can use it alike.
 */
final class Gate implements AutoCloseable {
  private final Path directory;

  // Opened for reading and writing, which never waits, and keeps bytes until somebody reads them.
  private final RandomAccessFile arrivals;
  private final RandomAccessFile releases;

  private Gate(Path directory) throws IOException {
    this.directory = directory;
    arrivals = new RandomAccessFile(directory.resolve("arrivals").toFile(), "rw");
    releases = new RandomAccessFile(directory.resolve("releases").toFile(), "rw");
  }

  /** Makes a gate that nobody has come to. */
  static Gate create() throws IOException, InterruptedException {
    Path directory = Files.createTempDirectory("procession-bench");
    try {
      Process mkfifo =
          new ProcessBuilder("mkfifo", "arrivals", "releases")
              .directory(directory.toFile())
              .inheritIO()
              .start();
      if (mkfifo.waitFor() != 0) {
        throw new IOException("could not make named pipes: directory=" + directory);
      }
      return new Gate(directory);
    } catch (IOException | InterruptedException e) {
      delete(directory);
      throw e;
    }
  }

  /** What a task needs to find the gate. */
  String location() {
    return directory.toString();
  }

  /** What a task does: says that it has come, and waits to be let through. */
  static void pass(String location) throws IOException {
    byte[] pid = ByteBuffer.allocate(Long.BYTES).putLong(ProcessHandle.current().pid()).array();
    try (FileOutputStream out = new FileOutputStream(location + "/arrivals")) {
      out.write(pid);
    }
    try (FileInputStream in = new FileInputStream(location + "/releases")) {
      if (in.read() < 0) {
        throw new IOException("the gate was closed: location=" + location);
      }
    }
  }

  /** Waits for the next task that comes. */
  long awaitArrival() throws IOException {
    return arrivals.readLong();
  }

  /**
   * Waits until this many tasks are held up.
   *
   * @throws IllegalStateException if they are not in as many different processes
   */
  void awaitArrivals(int count) throws IOException {
    Set<Long> pids = new HashSet<>();
    for (int i = 0; i < count; i++) {
      pids.add(awaitArrival());
    }
    if (pids.size() < count) {
      throw new IllegalStateException("not " + count + " processes: pids=" + pids);
    }
  }

  /** Lets this many tasks through. */
  void release(int count) throws IOException {
    releases.write(new byte[count]);
  }

  @Override
  public void close() throws IOException {
    arrivals.close();
    releases.close();
    delete(directory);
  }

  private static void delete(Path directory) throws IOException {
    Files.deleteIfExists(directory.resolve("arrivals"));
    Files.deleteIfExists(directory.resolve("releases"));
    Files.delete(directory);
  }
}
