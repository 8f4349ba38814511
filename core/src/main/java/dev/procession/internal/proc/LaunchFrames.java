package dev.procession.internal.proc;

import dev.procession.internal.wire.FrameReader.Frame;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.GatheringByteChannel;
import java.nio.channels.ReadableByteChannel;
import java.util.Arrays;
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

  /** Longer payloads are written and read in pieces of this size. */
  private static final int PIECE = 1 << 20;

  private LaunchFrames() {}

  /** Writes a frame to a blocking channel. */
  static void write(GatheringByteChannel channel, int type, byte[] payload) throws IOException {
    int first = Math.min(payload.length, PIECE);
    ByteBuffer bytes = ByteBuffer.allocate(HEADER + first);
    drain(channel, bytes.putInt(payload.length).putInt(type).put(payload, 0, first).flip());
    for (int at = first; at < payload.length; at += PIECE) {
      int length = Math.min(payload.length - at, PIECE);
      drain(channel, ByteBuffer.wrap(payload, at, length));
    }
  }

  private static void drain(GatheringByteChannel channel, ByteBuffer bytes) throws IOException {
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
    if (length < 0) {
      throw new IOException("a launch frame of absurd length: length=" + length);
    }
    int type = header.getInt();
    // The array grows with what arrives: a length that makes no sense must not fill the heap.
    byte[] payload = new byte[Math.min(length, PIECE)];
    int arrived = 0;
    while (arrived < length) {
      if (arrived == payload.length) {
        payload = Arrays.copyOf(payload, (int) Math.min(length, 2L * arrived));
      }
      int piece = Math.min(payload.length - arrived, PIECE);
      if (!fill(channel, ByteBuffer.wrap(payload, arrived, piece))) {
        throw new EOFException("the stream ended inside a launch frame: type=" + type);
      }
      arrived += piece;
    }
    return new Frame(type, payload);
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
