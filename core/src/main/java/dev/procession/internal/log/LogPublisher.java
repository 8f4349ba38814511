package dev.procession.internal.log;

import dev.procession.internal.wire.ErrorCodec;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The one thread of a parent that publishes the records of its children: handlers are the program's
 * code, and may block. It starts with the first record and ends when there has been none for a
 * while. The queue is bounded by what each {@link ChildLog} lets in.
 */
final class LogPublisher {
  private static final LogPublisher INSTANCE = new LogPublisher();
  private static final long IDLE_MILLIS = 500;

  private final LinkedBlockingQueue<Waiting> queue = new LinkedBlockingQueue<>();

  /** Guarded by this; null while there is nothing to publish. */
  private @Nullable Thread thread;

  /** Used by the thread alone. */
  private @Nullable LogSink sink;

  private LogPublisher() {}

  static LogPublisher instance() {
    return INSTANCE;
  }

  /** A record, and whose it is. */
  private record Waiting(ChildLog log, byte[] encoded) {}

  /** Adds a record. Does not block. */
  synchronized void add(ChildLog log, byte[] encoded) {
    queue.add(new Waiting(log, encoded));
    if (thread == null) {
      thread = Thread.ofPlatform().daemon().name("procession-log").start(this::serve);
    }
  }

  private void serve() {
    while (true) {
      Waiting next = poll();
      if (next != null) {
        publish(next);
      } else if (isIdle()) {
        return;
      }
    }
  }

  private @Nullable Waiting poll() {
    try {
      return queue.poll(IDLE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException strayOneFromAHandler) {
      return null;
    }
  }

  private synchronized boolean isIdle() {
    if (queue.isEmpty()) {
      thread = null;
      return true;
    }
    return false;
  }

  private void publish(Waiting next) {
    try {
      LogSink open = sink;
      if (open == null) {
        open = LogSink.ofThisProgram();
        sink = open;
      }
      LogEvent event = decode(next.encoded);
      if (event != null) {
        open.publish(event, next.encoded);
      }
    } catch (RuntimeException | Error e) {
      // A handler or filter of the program has failed; the next record may fare better.
      report(e);
    } finally {
      next.log.done(next.encoded);
    }
  }

  private static @Nullable LogEvent decode(byte[] encoded) {
    try {
      return LogEvent.decode(encoded);
    } catch (IllegalArgumentException damaged) {
      System.getLogger("dev.procession")
          .log(System.Logger.Level.WARNING, "a log record of a child arrived damaged", damaged);
      return null;
    }
  }

  /** As the JVM does with a thread that ends of it; this one must not, children wait for it. */
  private static void report(Throwable failure) {
    Thread self = Thread.currentThread();
    try {
      self.getUncaughtExceptionHandler().uncaughtException(self, failure);
    } catch (RuntimeException | Error failedAsWell) {
      // The JVM would say no more than that it has; the failure itself is news.
      System.err.println(
          "Exception in thread " + self.getName() + ": " + ErrorCodec.describe(failure));
    }
  }
}
