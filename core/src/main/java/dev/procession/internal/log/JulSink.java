package dev.procession.internal.log;

import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Publishes through {@code java.util.logging}, as if the program had logged itself: the levels,
 * filters and handlers that the program has now decide.
 *
 * <p>When the JVM ends, the JDK closes all handlers, while children may still run. What they log
 * then goes to standard error.
 */
final class JulSink implements LogSink {
  @Override
  public void publish(LogEvent event, byte[] encoded) {
    Logger logger = Logger.getLogger(event.logger());
    Level level = JulLevels.of(event.level(), event.severity());
    if (!logger.isLoggable(level)) {
      return;
    }
    if (hasHandlers(logger) || !isEnding()) {
      logger.log(new JulChildRecord(event, level, encoded));
    } else {
      System.err.println(level.getName() + ": " + event.text());
      if (event.thrown() != null) {
        event.thrown().printStackTrace();
      }
    }
  }

  /** Whether the JDK has closed the handlers of a logger that would take warnings. */
  static boolean isSilenced(String name) {
    Logger logger = Logger.getLogger(name);
    return logger.isLoggable(Level.WARNING) && !hasHandlers(logger);
  }

  private static boolean hasHandlers(Logger logger) {
    for (Logger l = logger; l != null; l = l.getUseParentHandlers() ? l.getParent() : null) {
      if (l.getHandlers().length > 0) {
        return true;
      }
    }
    return false;
  }

  /** The JVM says so only in this way. */
  private static boolean isEnding() {
    var probe = new Thread(() -> {});
    try {
      Runtime.getRuntime().addShutdownHook(probe);
      Runtime.getRuntime().removeShutdownHook(probe);
      return false;
    } catch (IllegalStateException ending) {
      return true;
    }
  }
}
