package dev.procession.internal.proc;

import dev.procession.Output;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

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
  private final CompletableFuture<Void> ended;

  /** Where output goes: set by the thread that gives the child its task, read by both threads. */
  private volatile Output output;

  OutputRelay(Process process, Output output) {
    this.output = output;
    var out = new CompletableFuture<Void>();
    var err = new CompletableFuture<Void>();
    ended = CompletableFuture.allOf(out, err);
    start(process.getInputStream(), Output.Stream.OUT, process.pid(), out);
    start(process.getErrorStream(), Output.Stream.ERR, process.pid(), err);
  }

  /** Sends what is written from now on elsewhere. */
  void redirect(Output to) {
    output = to;
  }

  /** The last lines written, oldest first. */
  List<String> lastLines() {
    return tail.lines(Charset.defaultCharset());
  }

  /** Completes when everything has been passed on and no process can write any more. */
  CompletableFuture<Void> ended() {
    return ended;
  }

  /** Waits until everything written has been passed on, or the time is up. */
  void awaitEnd(Duration atMost) throws InterruptedException {
    try {
      ended.get(atMost.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException someoneElseStillHoldsThePipe) {
      // Then what comes is passed on as it comes.
    } catch (ExecutionException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private void start(
      InputStream from, Output.Stream stream, long pid, CompletableFuture<Void> whenDone) {
    Thread.ofPlatform()
        .daemon()
        .name("procession-output-" + pid + (stream == Output.Stream.OUT ? "-out" : "-err"))
        .stackSize(STACK)
        .start(() -> relay(from, stream, whenDone));
  }

  private void relay(InputStream from, Output.Stream stream, CompletableFuture<Void> whenDone) {
    byte[] bytes = new byte[BUFFER];
    Output current = output;
    OutputSink sink = OutputSink.of(current, stream);
    try (from) {
      for (int n = from.read(bytes); n >= 0; n = from.read(bytes)) {
        try {
          tail.append(bytes, n);
          if (output != current) {
            Output now = output;
            sink = OutputSink.of(now, stream);
            current = now;
          }
        } catch (OutOfMemoryError fullForTheMoment) {
          // The child must not lose its pipe for that.
        }
        passOn(sink, bytes, n);
      }
    } catch (IOException closed) {
      // The child is gone, or this side closed the pipe: either way there is no more to pass on.
    } finally {
      end(sink);
      whenDone.complete(null);
    }
  }

  private static void passOn(OutputSink sink, byte[] bytes, int length) {
    try {
      sink.write(bytes, length);
    } catch (IOException | RuntimeException | Error broken) {
      // The program has put a stream or callback of its own in place, and that fails, or the file
      // cannot be written. The child's last words are kept all the same.
    }
  }

  private static void end(OutputSink sink) {
    try {
      sink.end();
    } catch (IOException | RuntimeException | Error broken) {
      // As above.
    }
  }
}
