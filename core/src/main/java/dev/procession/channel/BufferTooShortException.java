package dev.procession.channel;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/**
 * A message does not fit where it was to be received. This exception has the whole message, which
 * has left the connection; nothing has been written to the buffer.
 *
 * <p>Python: {@code multiprocessing.BufferTooShort}.
 */
public final class BufferTooShortException extends IOException {
  private static final long serialVersionUID = 1;

  /** Does not travel: null in an exception that has come from another process. */
  private final transient @Nullable MemorySegment message;

  /**
   * Makes one.
   *
   * @param message the message
   * @param room how many bytes there was room for
   */
  public BufferTooShortException(MemorySegment message, long room) {
    super(
        "the buffer is too short: message="
            + message.byteSize()
            + ", room="
            + room
            + "; this exception has the message");
    this.message = message;
  }

  /**
   * The message.
   *
   * @return its bytes
   * @throws IllegalStateException if it is longer than an array can be; see {@link #segment()}
   */
  public byte[] message() {
    MemorySegment whole = segment();
    if (whole.byteSize() > Integer.MAX_VALUE - 8) {
      throw new IllegalStateException("longer than an array: length=" + whole.byteSize());
    }
    return whole.toArray(ValueLayout.JAVA_BYTE);
  }

  /**
   * The message, of any length.
   *
   * @return its bytes, without a copy
   * @throws IllegalStateException if this exception has come from another process, without them
   */
  public MemorySegment segment() {
    if (message == null) {
      throw new IllegalStateException("the message stayed in the process that received it");
    }
    return message;
  }
}
