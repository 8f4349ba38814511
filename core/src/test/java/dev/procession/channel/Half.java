package dev.procession.channel;

import dev.procession.pool.PoolTesting;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** A sender that sends a frame in pieces. */
final class Half implements AutoCloseable {
  private final SocketChannel socket;
  private ByteBuffer frame = ByteBuffer.allocate(0);

  /** Sends by a socket that nobody else uses meanwhile. */
  Half(SocketChannel socket) {
    this.socket = socket;
  }

  /**
   * Sends the header and so many bytes of a message, or, if that is negative, the header without
   * its last bytes.
   */
  void sendFirst(byte[] message, int bytes) throws IOException {
    if (!frame.hasRemaining()) {
      frame = ByteBuffer.allocate(4 + message.length).putInt(message.length).put(message).flip();
    }
    send(4 + bytes - frame.position());
  }

  void sendRest() throws IOException {
    send(frame.remaining());
  }

  private void send(int bytes) throws IOException {
    ByteBuffer piece = frame.slice(frame.position(), bytes);
    frame.position(frame.position() + bytes);
    PoolTesting.await(
        "all is sent",
        () -> {
          socket.write(piece);
          return !piece.hasRemaining();
        });
  }

  @Override
  public void close() {
    // The socket is the connection's.
  }
}
