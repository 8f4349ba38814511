package dev.procession.internal.proc;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/**
 * Passes on what a child writes to its standard output and error, and keeps the last lines for the
 * report of its death.
 *
 * <p>One thread for each of the two streams, since nothing but a thread can wait for a pipe. They
 * end when all writers have closed the pipe, which may be later than the child's end if the child
 * started programs of its own; hence {@link #awaitEnd} is bounded.
 */
final class OutputRelay {
  private static final int STACK = 128 << 10;
  private static final int BUFFER = 8 << 10;

  private final OutputTail tail = new OutputTail();
  private final Thread out;
  private final Thread err;

  OutputRelay(Process process) {
    // System.out and System.err are looked up for each piece: a program may replace them.
    out = start(process.getInputStream(), () -> System.out, process.pid(), "out");
    err = start(process.getErrorStream(), () -> System.err, process.pid(), "err");
  }

  /** The last lines written, oldest first. */
  List<String> lastLines() {
    return tail.lines(Charset.defaultCharset());
  }

  /** Waits until everything written has been passed on, or the time is up. */
  void awaitEnd(Duration atMost) throws InterruptedException {
    long deadline = System.nanoTime() + atMost.toNanos();
    if (out.join(atMost)) {
      err.join(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
    }
  }

  private Thread start(InputStream from, Supplier<PrintStream> to, long pid, String stream) {
    return Thread.ofPlatform()
        .daemon()
        .name("procession-output-" + pid + "-" + stream)
        .stackSize(STACK)
        .start(() -> relay(from, to));
  }

  private void relay(InputStream from, Supplier<PrintStream> to) {
    byte[] bytes = new byte[BUFFER];
    try (from) {
      for (int n = from.read(bytes); n >= 0; n = from.read(bytes)) {
        tail.append(bytes, n);
        passOn(bytes, n, to.get());
      }
    } catch (IOException closed) {
      // The child is gone, or this side closed the pipe: either way there is no more to pass on.
    }
  }

  private static void passOn(byte[] bytes, int length, PrintStream to) {
    try {
      to.write(bytes, 0, length);
      to.flush();
    } catch (RuntimeException | Error broken) {
      // The program has put a stream of its own in place, and that fails. The child's last words
      // are kept all the same.
    }
  }
}
