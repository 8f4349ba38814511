package dev.procession.channel;

import java.io.IOException;

/**
 * A message is longer than who receives it allows. It is skipped; the connection goes on with the
 * next one.
 *
 * <p>Python: {@code OSError: bad message length}, after which the connection cannot be read.
 */
public final class MessageTooLongException extends IOException {
  private static final long serialVersionUID = 1;

  /** How long the message is, in bytes. */
  private final long length;

  /** How long it may be, in bytes. */
  private final long limit;

  /**
   * Makes one.
   *
   * @param length how long the message is, in bytes
   * @param limit how long it may be, in bytes
   */
  public MessageTooLongException(long length, long limit) {
    super(
        "the message is too long and is skipped: length="
            + length
            + ", limit="
            + limit
            + "; allow more, or have it sent in pieces");
    this.length = length;
    this.limit = limit;
  }

  /**
   * How long the message is.
   *
   * @return the number of bytes
   */
  public long length() {
    return length;
  }

  /**
   * How long a message may be.
   *
   * @return the number of bytes
   */
  public long limit() {
    return limit;
  }
}
