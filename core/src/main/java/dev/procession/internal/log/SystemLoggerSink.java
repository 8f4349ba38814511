package dev.procession.internal.log;

/** Publishes through {@link System.Logger}: another framework, or the JDK's console logger. */
final class SystemLoggerSink implements LogSink {
  private static final int FINE = 500;
  private static final int CONFIG = 700;
  private static final int INFO = 800;
  private static final int WARNING = 900;

  @Override
  public void publish(LogEvent event, byte[] encoded) {
    System.Logger logger = System.getLogger(event.logger());
    System.Logger.Level level = level(event.severity());
    if (event.thrown() == null) {
      logger.log(level, event.text());
    } else {
      logger.log(level, event.text(), event.thrown());
    }
  }

  /** As {@code java.util.logging} maps them. */
  private static System.Logger.Level level(int severity) {
    if (severity < FINE) {
      return System.Logger.Level.TRACE;
    }
    if (severity <= CONFIG) {
      return System.Logger.Level.DEBUG;
    }
    if (severity <= INFO) {
      return System.Logger.Level.INFO;
    }
    return severity <= WARNING ? System.Logger.Level.WARNING : System.Logger.Level.ERROR;
  }
}
