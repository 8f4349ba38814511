package dev.procession.internal.proc;

import dev.procession.internal.wire.FrameReader.Frame;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.GatheringByteChannel;
import java.nio.channels.ReadableByteChannel;
import org.jspecify.annotations.Nullable;

/**
 * The frames on a child's data socket before its body takes the socket over. Read exactly, so that
 * nothing of what follows is lost in a buffer.
 *
 * <pre>
 *   parent                     child
 *   PREPARE  ───────────────►          only for spares, and where something is to be preloaded
 *            ◄───────────────  PREPARED
 *   ASSIGN   ───────────────►          from here on the body's own frames
 *
 *   frame: length of the payload (4)   type (4)   payload
 * </pre>
 */
final class LaunchFrames {
  /** Warm up and preload: see {@link Preparation}. */
  static final int PREPARE = 101;

  /** Done: empty, or the error of what was to be preloaded. */
  static final int PREPARED = 102;

  /** Become this child: see {@link Assignment}. */
  static final int ASSIGN = 103;

  private static final int HEADER = 8;
  private static final int LONGEST = 64 << 20;

  private LaunchFrames() {}

  /** Writes a frame to a blocking channel. */
  static void write(GatheringByteChannel channel, int type, byte[] payload) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(HEADER + payload.length);
    bytes.putInt(payload.length).putInt(type).put(payload).flip();
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /**
   * Waits for the next frame on a blocking channel; null at its end.
   *
   * @throws IOException if the bytes make no sense or the channel fails
   */
  static @Nullable Frame read(ReadableByteChannel channel) throws IOException {
    ByteBuffer header = ByteBuffer.allocate(HEADER);
    if (!fill(channel, header)) {
      return null;
    }
    int length = header.flip().getInt();
    if (length < 0 || length > LONGEST) {
      throw new IOException("a launch frame of absurd length: length=" + length);
    }
    int type = header.getInt();
    ByteBuffer payload = ByteBuffer.allocate(length);
    if (!fill(channel, payload)) {
      throw new EOFException("the stream ended inside a launch frame: type=" + type);
    }
    return new Frame(type, payload.array());
  }

  private static boolean fill(ReadableByteChannel channel, ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        return false;
      }
    }
    return true;
  }
}
