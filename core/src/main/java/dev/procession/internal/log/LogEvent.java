package dev.procession.internal.log;

import dev.procession.internal.wire.ErrorCodec;
import dev.procession.internal.wire.WireInput;
import dev.procession.internal.wire.WireOutput;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A log record on its way from a child to its parent, complete: the message is formatted, the
 * caller is known.
 *
 * @param process the name of the process that logged
 * @param pid its process id
 * @param logger the name of the logger; empty for one without a name
 * @param level the name of the level
 * @param severity its number, as in {@code java.util.logging.Level}
 * @param second when, in seconds since 1970
 * @param nano and nanoseconds
 * @param sequence the number of the record in its process
 * @param thread the id of the thread that logged
 * @param sourceClass the class that logged
 * @param sourceMethod and its method
 * @param message what it logged
 * @param thrown an exception with it; one that has been decoded only looks like the original
 */
public record LogEvent(
    String process,
    long pid,
    String logger,
    String level,
    int severity,
    long second,
    int nano,
    long sequence,
    long thread,
    @Nullable String sourceClass,
    @Nullable String sourceMethod,
    @Nullable String message,
    @Nullable Throwable thrown) {

  /** The type of a frame that holds one. */
  public static final int FRAME = 301;

  /** A longer message is cut, in the child. */
  static final int LONGEST_MESSAGE = 1 << 20;

  /** A longer frame is no record. */
  static final int LONGEST = 16 << 20;

  private static final int NULL = -1;

  /** As bytes. Never fails, whatever the exception is like. */
  public byte[] encode() {
    byte[] encoded = encode(thrown);
    if (encoded.length > LONGEST) {
      // Only the texts of an exception can be that long.
      encoded = encode(null);
    }
    return encoded;
  }

  private byte[] encode(@Nullable Throwable error) {
    var out = new WireOutput(512);
    writeText(out, process);
    out.writeLong(pid);
    writeText(out, logger);
    writeText(out, level);
    out.writeInt(severity);
    out.writeLong(second);
    out.writeInt(nano);
    out.writeLong(sequence);
    out.writeLong(thread);
    writeText(out, sourceClass);
    writeText(out, sourceMethod);
    writeText(out, shortened(message));
    out.writeByte(error == null ? 0 : 1);
    if (error != null) {
      ErrorCodec.writeReport(out, error);
    }
    return out.toByteArray();
  }

  private static @Nullable String shortened(@Nullable String message) {
    if (message == null || message.length() <= LONGEST_MESSAGE) {
      return message;
    }
    return message.substring(0, LONGEST_MESSAGE) + "... (cut: length=" + message.length() + ")";
  }

  /**
   * From bytes.
   *
   * @throws IllegalArgumentException if they make no sense
   */
  static LogEvent decode(byte[] encoded) {
    if (encoded.length > LONGEST) {
      throw new IllegalArgumentException("a log record is too long: length=" + encoded.length);
    }
    var in = new WireInput(encoded);
    try {
      return new LogEvent(
          in.readText(),
          in.readLong(),
          in.readText(),
          in.readText(),
          in.readInt(),
          in.readLong(),
          in.readInt(),
          in.readLong(),
          in.readLong(),
          readText(in),
          readText(in),
          readText(in),
          in.readByte() == 0 ? null : new ReportedError(ErrorCodec.readReport(in)));
    } catch (BufferUnderflowException | IOException e) {
      throw new IllegalArgumentException("a log record makes no sense", e);
    }
  }

  /** The message with the process in front, as it is published. */
  String text() {
    return "[" + process + " " + pid + "] " + message;
  }

  static void writeText(WireOutput out, @Nullable String text) {
    if (text == null) {
      out.writeInt(NULL);
      return;
    }
    out.writeText(text);
  }

  private static @Nullable String readText(WireInput in) {
    int length = in.readInt();
    return length == NULL ? null : new String(in.readBytes(length), StandardCharsets.UTF_8);
  }
}
