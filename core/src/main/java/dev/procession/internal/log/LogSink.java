package dev.procession.internal.log;

/** Where this program's log records go. Used by the publisher's thread. */
interface LogSink {

  /**
   * Publishes a record.
   *
   * @param encoded the same record, to be passed on as it is
   */
  void publish(LogEvent event, byte[] encoded);

  /**
   * Where {@link System.Logger} leads: {@code java.util.logging}, which can say everything that is
   * known of a record, or another framework that has put itself in its place, such as SLF4J.
   */
  static LogSink ofThisProgram() {
    return isJul() ? new JulSink() : new SystemLoggerSink();
  }

  /** Whether {@link System.Logger} leads to {@code java.util.logging}. */
  static boolean isJul() {
    String finder = System.LoggerFinder.getLoggerFinder().getClass().getName();
    return finder.startsWith("sun.util.logging.internal.");
  }
}
