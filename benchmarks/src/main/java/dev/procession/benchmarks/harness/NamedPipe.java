package dev.procession.benchmarks.harness;

import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;

/**
 * A pipe with a name in the file system, through which processes in any language report numbers: a
 * process id, or what their clock shows. Each is sent as eight bytes, the highest first; the kernel
 * keeps them together.
 *
 * <p>Since everybody waits in the kernel, waiting takes no processor from those who are still on
 * their way.
 */
public final class NamedPipe implements AutoCloseable {
  private final Path path;

  /** Open for reading and writing, which never waits, and keeps bytes until somebody reads them. */
  private final RandomAccessFile file;

  private NamedPipe(Path path) throws IOException {
    this.path = path;
    file = new RandomAccessFile(path.toFile(), "rw");
  }

  /** Makes one in the directory for temporary files. */
  public static NamedPipe create() throws IOException, InterruptedException {
    String name = "procession-" + ProcessHandle.current().pid() + "-bench-" + UUID.randomUUID();
    return create(Path.of(System.getProperty("java.io.tmpdir"), name));
  }

  /** Makes one with a name of the caller's choice, where no file is yet. */
  public static NamedPipe create(Path path) throws IOException, InterruptedException {
    Process mkfifo =
        new ProcessBuilder("mkfifo", "-m", "600", path.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(mkfifo.getInputStream().readAllBytes(), Charset.defaultCharset());
    if (mkfifo.waitFor() != 0) {
      throw new IOException("could not make a named pipe: " + said.strip());
    }
    try {
      return new NamedPipe(path);
    } catch (IOException e) {
      Files.deleteIfExists(path);
      throw e;
    }
  }

  /** What another process needs to find it. */
  public String location() {
    return path.toString();
  }

  /** Reports a number, from whatever process. Not for loops: the pipe is opened each time. */
  public static void send(String location, long number) throws IOException {
    try (FileOutputStream out = new FileOutputStream(location)) {
      out.write(ByteBuffer.allocate(Long.BYTES).putLong(number).array());
    }
  }

  /** Waits for the next number. */
  public long receive() throws IOException {
    return file.readLong();
  }

  /**
   * The next number that has been sent; for use when all senders have ended.
   *
   * @throws IllegalStateException if none has been sent
   */
  public long receiveNow() throws IOException {
    // Closing this stream would close the pipe.
    @SuppressWarnings("resource")
    int waiting = new FileInputStream(file.getFD()).available();
    if (waiting < Long.BYTES) {
      throw new IllegalStateException("nobody has reported: pipe=" + path);
    }
    return receive();
  }

  /**
   * Waits for this many numbers, process ids mostly.
   *
   * @throws IllegalStateException if two are the same
   */
  public Set<Long> receiveDifferent(int count) throws IOException {
    Set<Long> numbers = new HashSet<>();
    for (int i = 0; i < count; i++) {
      numbers.add(receive());
    }
    if (numbers.size() < count) {
      throw new IllegalStateException("not " + count + " different reports: reports=" + numbers);
    }
    return numbers;
  }

  /** Writes bytes for others to read. */
  public void write(byte[] bytes) throws IOException {
    file.write(bytes);
  }

  @Override
  public void close() throws IOException {
    file.close();
    Files.deleteIfExists(path);
  }
}
