package dev.procession.internal.proc;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * What a parent tells a child out of turn: three numbers, whose meaning is the body's affair.
 *
 * @param kind what to do
 * @param chunk to which chunk of work
 * @param item to which item in it
 */
public record ControlMessage(int kind, int chunk, int item) {
  private static final int SIZE = 12;

  /**
   * Sends it without waiting.
   *
   * @throws IOException if the child is gone, or has not read its messages for so long that it must
   *     be stuck
   */
  public void send(SocketChannel nonBlocking) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(SIZE).putInt(kind).putInt(chunk).putInt(item).flip();
    if (nonBlocking.write(bytes) != SIZE) {
      throw new IOException("the child does not read its control messages");
    }
  }

  /** Waits for the next one; null when the parent is gone. */
  static @Nullable ControlMessage receive(ReadableByteChannel channel) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(SIZE);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes) < 0) {
        return null;
      }
    }
    bytes.flip();
    return new ControlMessage(bytes.getInt(), bytes.getInt(), bytes.getInt());
  }
}
