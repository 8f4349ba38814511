package dev.procession.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Does something every now and then on a thread of its own.
 *
 * <p>If the work is slow, such as saving to a slow disk, the pauses grow with it, so that at most a
 * tenth of the time goes into it.
 */
public final class Ticker implements AutoCloseable {
  private static final int PAUSE_PER_WORK = 9;

  private final long shortestPause;
  private final Runnable work;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;

  private Ticker(String name, Duration pause, Runnable work) {
    this.shortestPause = pause.toNanos();
    this.work = work;
    this.thread = new Thread(this::run, name);
    thread.setDaemon(true);
  }

  /**
   * Begins; the first time is after a pause.
   *
   * @param name of the thread
   * @param pause how long to wait between two times, at least
   * @param work what to do; must not throw
   * @return to be closed when it is no longer to be done
   */
  public static Ticker start(String name, Duration pause, Runnable work) {
    var ticker = new Ticker(name, pause, work);
    ticker.thread.start();
    return ticker;
  }

  private void run() {
    long pause = shortestPause;
    try {
      while (!closed.await(pause, TimeUnit.NANOSECONDS)) {
        long begin = System.nanoTime();
        work.run();
        pause = Math.max(shortestPause, PAUSE_PER_WORK * (System.nanoTime() - begin));
      }
    } catch (InterruptedException e) {
      // Nobody interrupts this thread.
    }
  }

  /** Waits until the work is not being done and will not be done again. */
  @Override
  public void close() {
    closed.countDown();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
