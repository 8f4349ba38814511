package dev.procession.internal.log;

import java.time.Duration;

/**
 * Warnings of a process that is ending.
 *
 * <p>The JDK closes all handlers of {@code java.util.logging} in a shutdown hook that runs beside
 * ours, so a warning might come too late for them. This waits until they are closed, and then
 * writes to standard error. What another framework does with a warning is its own business.
 */
public final class EndLog {
  /** The JDK's hook that closes the handlers. */
  private static final String CLOSER = "Logging-Cleaner";

  private static final Duration LIMIT = Duration.ofSeconds(1);

  private EndLog() {}

  /**
   * Logs a warning. Called in a shutdown hook only.
   *
   * @param threads all there are; some may be null
   */
  public static void warn(String logger, String message, Thread[] threads) {
    try {
      for (Thread thread : threads) {
        if (thread != null && thread.getName().equals(CLOSER)) {
          thread.join(LIMIT);
        }
      }
    } catch (InterruptedException endNow) {
      Thread.currentThread().interrupt();
    }
    if (LogSink.isJul() && JulSink.isSilenced(logger)) {
      System.err.println("WARNING: " + message);
    } else {
      System.getLogger(logger).log(System.Logger.Level.WARNING, message);
    }
  }
}
