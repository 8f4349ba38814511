package dev.procession.internal.forward;

import dev.procession.internal.log.JulChildRecord;
import dev.procession.internal.log.LogEvent;
import dev.procession.internal.proc.Identity;
import dev.procession.internal.proc.Upstream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.logging.ErrorManager;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/**
 * Sends each record to the parent, on the thread that logs. A record that has been sent is
 * published, whatever becomes of this process. While the parent cannot keep up, logging waits.
 */
public final class ForwardingHandler extends Handler {
  /** Called by the log manager, for the root logger. */
  public ForwardingHandler() {
    setLevel(Level.ALL);
  }

  @Override
  public void publish(LogRecord record) {
    if (!isLoggable(record)) {
      return;
    }
    byte[] encoded;
    try {
      encoded = record instanceof JulChildRecord own ? own.encoded() : event(record).encode();
    } catch (RuntimeException e) {
      // A parameter of the message has failed to say what it is.
      reportError(null, e, ErrorManager.FORMAT_FAILURE);
      return;
    }
    Upstream.send(LogEvent.FRAME, ByteBuffer.wrap(encoded));
  }

  private LogEvent event(LogRecord record) {
    Instant when = record.getInstant();
    String logger = record.getLoggerName();
    return new LogEvent(
        Identity.isKnown() ? Identity.current().name() : "spare",
        ProcessHandle.current().pid(),
        logger == null ? "" : logger,
        record.getLevel().getName(),
        record.getLevel().intValue(),
        when.getEpochSecond(),
        when.getNano(),
        record.getSequenceNumber(),
        record.getLongThreadID(),
        record.getSourceClassName(),
        record.getSourceMethodName(),
        TextOnly.INSTANCE.formatMessage(record),
        record.getThrown());
  }

  @Override
  public void flush() {
    // Nothing waits here.
  }

  @Override
  public void close() {
    // The socket belongs to the process.
  }

  /**
   * For the message alone: localized, with its parameters. Loaded with the first record, since most
   * processes have none.
   */
  private static final class TextOnly extends Formatter {
    static final TextOnly INSTANCE = new TextOnly();

    @Override
    public String format(LogRecord record) {
      return formatMessage(record);
    }
  }
}
