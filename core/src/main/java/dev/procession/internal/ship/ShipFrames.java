package dev.procession.internal.ship;

import dev.procession.internal.wire.WireInput;
import dev.procession.internal.wire.WireOutput;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Questions and answers on a blocking channel, one after the other.
 *
 * <pre>
 *   0 magic (4)   4 version (4)   8 length (4)   12 message
 * </pre>
 *
 * <p>Memory grows with the bytes that have really arrived. Used by one thread at a time.
 */
final class ShipFrames {
  /** No name of a class or resource is longer. */
  static final int LONGEST_QUESTION = 512 << 10;

  /** Resources of this size are better read from a file. */
  static final int LONGEST_ANSWER = 256 << 20;

  private static final int MAGIC = 0x50534850;
  private static final int VERSION = 1;
  private static final int HEADER = 12;
  private static final int FIRST_PIECE = 64 << 10;

  private final ByteChannel channel;
  private final ByteBuffer header = ByteBuffer.allocate(HEADER);

  ShipFrames(ByteChannel channel) {
    this.channel = channel;
  }

  /** Begins a message; {@link #send} fills in its length. */
  static WireOutput begin(int capacity) {
    var out = new WireOutput(HEADER + capacity);
    out.writeInt(MAGIC);
    out.writeInt(VERSION);
    out.writeInt(0);
    return out;
  }

  void send(WireOutput message) throws IOException {
    message.setInt(HEADER - Integer.BYTES, message.position() - HEADER);
    ByteBuffer bytes = ByteBuffer.wrap(message.array(), 0, message.position());
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /**
   * Waits for a message; null if the other side has closed the channel, or is gone.
   *
   * @throws IOException if the bytes make no sense or the channel fails
   */
  @Nullable WireInput receive(int longest) throws IOException {
    header.clear();
    while (header.hasRemaining()) {
      if (channel.read(header) < 0) {
        if (header.position() == 0) {
          return null;
        }
        throw new EOFException("the other side hung up in the middle of a message");
      }
    }
    header.flip();
    int magic = header.getInt();
    int version = header.getInt();
    int length = header.getInt();
    if (magic != MAGIC || version != VERSION || length < 0 || length > longest) {
      throw new IOException(
          "not a message about classes of this version: magic="
              + magic
              + ", version="
              + version
              + ", length="
              + length
              + ", longest="
              + longest);
    }
    return new WireInput(receiveBytes(length));
  }

  private byte[] receiveBytes(int length) throws IOException {
    byte[] bytes = new byte[Math.min(length, FIRST_PIECE)];
    int arrived = 0;
    while (arrived < length) {
      if (arrived == bytes.length) {
        bytes = Arrays.copyOf(bytes, (int) Math.min(length, 2L * bytes.length));
      }
      int read = channel.read(ByteBuffer.wrap(bytes, arrived, bytes.length - arrived));
      if (read < 0) {
        throw new EOFException("the other side hung up in the middle of a message");
      }
      arrived += read;
    }
    return bytes;
  }

  void close() throws IOException {
    channel.close();
  }
}
