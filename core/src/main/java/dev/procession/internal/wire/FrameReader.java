package dev.procession.internal.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a stream of bytes into frames: length of the payload (4), type (4), payload.
 *
 * <p>Works on blocking and non-blocking channels. Used by one thread. Memory grows with the bytes
 * that have really arrived, never with a length that a peer merely claims.
 */
public final class FrameReader {
  static final int HEADER = 8;

  private static final int BUFFER = 64 << 10;

  /**
   * A payload is first read into an array of at most this size, which then doubles as bytes arrive.
   */
  private static final int FIRST_PIECE = 1 << 20;

  private static final byte[] NONE = new byte[0];

  private final ReadableByteChannel channel;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER).flip();

  /** The frame being read: its header, and the payload as far as it has arrived. */
  private int type;

  private int length = -1;
  private byte[] payload = NONE;
  private int arrived;

  /** Whether the channel has ended. */
  private boolean ended;

  /** Reads from {@code channel}. */
  public FrameReader(ReadableByteChannel channel) {
    this.channel = channel;
  }

  /**
   * A message.
   *
   * @param type what it is
   * @param payload what it says
   */
  public record Frame(int type, byte[] payload) {}

  /**
   * Whether the other side has closed the channel, or is gone; frames read before are still given.
   */
  public boolean ended() {
    return ended;
  }

  /**
   * The next frame. On a blocking channel this waits for it; null then means the end. On a
   * non-blocking one null means that no whole frame is there yet, or the end.
   *
   * @throws IOException if the bytes make no sense or the channel fails
   */
  public @Nullable Frame next() throws IOException {
    while (true) {
      Frame frame = parse();
      if (frame != null) {
        return frame;
      }
      if (!fill()) {
        return null;
      }
    }
  }

  /** Takes what it can from the buffer; a whole frame, or null. */
  private @Nullable Frame parse() throws IOException {
    if (length < 0) {
      if (buffer.remaining() < HEADER) {
        return null;
      }
      length = buffer.getInt();
      type = buffer.getInt();
      if (length < 0) {
        throw new IOException("a frame of negative length: length=" + length + ", type=" + type);
      }
      // Before the array, for which there may be no room: then this is called again.
      arrived = 0;
      payload = new byte[Math.min(length, FIRST_PIECE)];
    }
    int piece = Math.min(buffer.remaining(), length - arrived);
    reserve(piece);
    buffer.get(payload, arrived, piece);
    arrived += piece;
    if (arrived < length) {
      return null;
    }
    var frame = new Frame(type, payload);
    length = -1;
    payload = NONE;
    return frame;
  }

  private void reserve(int piece) {
    if (arrived + piece > payload.length) {
      long doubled = Math.max(2L * payload.length, (long) arrived + piece);
      payload = Arrays.copyOf(payload, (int) Math.min(length, doubled));
    }
  }

  /** Reads more of a large payload straight to where it belongs. */
  private boolean readPayload() throws IOException {
    int piece = Math.min(length - arrived, FIRST_PIECE);
    reserve(piece);
    int read = channel.read(ByteBuffer.wrap(payload, arrived, piece));
    if (read < 0) {
      ended = true;
      return false;
    }
    arrived += read;
    return read > 0;
  }

  /** Reads more from the channel; false if there was nothing. */
  private boolean fill() throws IOException {
    if (!buffer.hasRemaining() && length - arrived >= BUFFER) {
      return readPayload();
    }
    buffer.compact();
    try {
      int read = channel.read(buffer);
      if (read < 0) {
        ended = true;
      }
      return read > 0;
    } finally {
      buffer.flip();
    }
  }
}
