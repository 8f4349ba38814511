package dev.procession.internal.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.GatheringByteChannel;
import java.util.ArrayDeque;
import java.util.Arrays;

/**
 * Sends frames for {@link FrameReader}. On a non-blocking channel what does not fit waits here
 * until {@link #flush()} is called again. Used by one thread at a time.
 */
public final class FrameWriter {
  /**
   * The JDK copies an array into a buffer of its own before it writes; pieces keep that one small.
   */
  private static final int PIECE = 256 << 10;

  private static final int MOST_BUFFERS = 64;

  private final GatheringByteChannel channel;
  private final ArrayDeque<ByteBuffer> waiting = new ArrayDeque<>();

  /** Writes to {@code channel}. */
  public FrameWriter(GatheringByteChannel channel) {
    this.channel = channel;
  }

  /**
   * Adds a frame whose payload is what the pieces hold; they must not change until they are sent.
   */
  public void add(int type, ByteBuffer... pieces) {
    long length = 0;
    for (ByteBuffer piece : pieces) {
      length += piece.remaining();
    }
    if (length > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("a frame is limited to 2 GiB: length=" + length);
    }
    waiting.add(ByteBuffer.allocate(FrameReader.HEADER).putInt((int) length).putInt(type).flip());
    for (ByteBuffer piece : pieces) {
      if (piece.hasRemaining()) {
        waiting.add(piece);
      }
    }
  }

  /**
   * Writes as much as the channel takes; true if nothing is left.
   *
   * @throws IOException if the other side is gone
   */
  public boolean flush() throws IOException {
    while (!waiting.isEmpty()) {
      if (writeSome() == 0) {
        return false;
      }
    }
    return true;
  }

  private long writeSome() throws IOException {
    ByteBuffer first = waiting.element();
    if (first.remaining() > PIECE) {
      ByteBuffer piece = first.slice(first.position(), PIECE);
      int written = channel.write(piece);
      first.position(first.position() + written);
      return written;
    }
    ByteBuffer[] batch = batch();
    long written = channel.write(batch);
    while (!waiting.isEmpty() && !waiting.element().hasRemaining()) {
      waiting.remove();
    }
    return written;
  }

  /** The buffers in front, together no larger than a piece. */
  private ByteBuffer[] batch() {
    ByteBuffer[] batch = new ByteBuffer[Math.min(waiting.size(), MOST_BUFFERS)];
    int count = 0;
    long bytes = 0;
    for (ByteBuffer buffer : waiting) {
      bytes += buffer.remaining();
      if (count == batch.length || bytes > PIECE) {
        break;
      }
      batch[count++] = buffer;
    }
    return count == batch.length ? batch : Arrays.copyOf(batch, count);
  }
}
