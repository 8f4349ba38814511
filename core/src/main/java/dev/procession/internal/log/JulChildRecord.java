package dev.procession.internal.log;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/** A record of a child. A process in the middle passes it on to its own parent as it came. */
public final class JulChildRecord extends LogRecord {
  private static final long serialVersionUID = 1;

  private final transient byte[] encoded;

  JulChildRecord(LogEvent event, Level level, byte[] encoded) {
    super(level, event.text());
    this.encoded = encoded;
    setLoggerName(event.logger());
    setInstant(instant(event));
    setSequenceNumber(event.sequence());
    setLongThreadID(event.thread());
    setSourceClassName(event.sourceClass());
    setSourceMethodName(event.sourceMethod());
    setThrown(event.thrown());
  }

  private static Instant instant(LogEvent event) {
    try {
      return Instant.ofEpochSecond(event.second(), event.nano());
    } catch (DateTimeException | ArithmeticException e) {
      throw new IllegalArgumentException("a log record of no time: second=" + event.second(), e);
    }
  }

  /** The record as its child sent it. */
  public byte[] encoded() {
    return encoded;
  }
}
