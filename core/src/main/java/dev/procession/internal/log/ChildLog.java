package dev.procession.internal.log;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The log records of one child that have arrived and wait to be published.
 *
 * <p>Nothing is dropped. When too many wait, because the program's logging is slower than the
 * child, the child is not read from until half of them have been published. It then feels what a
 * thread of the program feels whose log handler is slow: logging takes time.
 */
public final class ChildLog {
  /** How many bytes may wait before the child does. */
  private static final int MOST = 1 << 20;

  /** What a record costs besides its bytes. */
  private static final int OVERHEAD = 64;

  private final Runnable readOn;

  /** Completed on a thread of its own, since what depends on it may be a user's code. */
  private final CompletableFuture<Void> published = new CompletableFuture<>();

  // Guarded by this.
  private int waiting;
  private long bytes;
  private boolean paused;
  private boolean ended;

  /**
   * For a new child.
   *
   * @param readOn has the child read from again after a pause; called on any thread
   */
  public ChildLog(Runnable readOn) {
    this.readOn = readOn;
  }

  /**
   * Takes a record. Does not block.
   *
   * @return false if the child is to be read from no more, for now
   */
  public boolean accept(byte[] encoded) {
    synchronized (this) {
      waiting++;
      bytes += encoded.length + OVERHEAD;
      paused = bytes > MOST;
    }
    LogPublisher.instance().add(this, encoded);
    synchronized (this) {
      return !paused;
    }
  }

  /** Called by the publisher when it has done with a record. */
  void done(byte[] encoded) {
    boolean readsOn;
    boolean over;
    synchronized (this) {
      waiting--;
      bytes -= encoded.length + OVERHEAD;
      readsOn = paused && bytes <= MOST / 2;
      if (readsOn) {
        paused = false;
      }
      over = ended && waiting == 0;
    }
    if (readsOn) {
      readOn.run();
    }
    if (over) {
      complete();
    }
  }

  /** The child will send no more. Does not block. */
  public void end() {
    boolean over;
    synchronized (this) {
      over = !ended && waiting == 0;
      ended = true;
    }
    if (over) {
      complete();
    }
  }

  private void complete() {
    Thread.ofPlatform().daemon().name("procession-log-end").start(() -> published.complete(null));
  }

  /** Completes when everything the child has sent has been published, and it will send no more. */
  public CompletableFuture<Void> published() {
    return published;
  }

  /** Waits for that, or until the time is up. */
  public void awaitPublished(Duration atMost) throws InterruptedException {
    try {
      published.get(atMost.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException handlersAreSlow) {
      // What is left is published as soon as they can.
    } catch (ExecutionException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
