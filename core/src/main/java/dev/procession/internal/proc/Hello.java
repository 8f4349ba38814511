package dev.procession.internal.proc;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/**
 * The first bytes on each of a child's sockets: who is calling, and for what.
 *
 * <pre>
 *   0 magic (8)   8 version (4)   12 role (4)   16 launch (8)   24 pid (8)
 * </pre>
 *
 * @param role {@link #CONTROL}, {@link #DATA} or {@link #CLASSES}
 * @param launch the number that the parent gave to this child and to no other
 * @param pid the child
 */
record Hello(int role, long launch, long pid) {
  static final int CONTROL = 1;
  static final int DATA = 2;

  /** Questions about classes; comes later than the others, if at all. */
  static final int CLASSES = 3;

  private static final long MAGIC = 0x50524F4348454C4FL;
  private static final int VERSION = 1;
  private static final int SIZE = 32;

  void send(SocketChannel channel) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(SIZE);
    bytes.putLong(MAGIC).putInt(VERSION).putInt(role).putLong(launch).putLong(pid).flip();
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /**
   * Reads one.
   *
   * @throws IOException if it is not a greeting of this version
   */
  static Hello receive(SocketChannel channel) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(SIZE);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes) < 0) {
        throw new EOFException("the caller hung up before its greeting was complete");
      }
    }
    bytes.flip();
    if (bytes.getLong() != MAGIC || bytes.getInt() != VERSION) {
      throw new IOException("the caller is not a child of this version of Procession");
    }
    var hello = new Hello(bytes.getInt(), bytes.getLong(), bytes.getLong());
    if (hello.role < CONTROL || hello.role > CLASSES) {
      throw new IOException("unknown role: role=" + hello.role);
    }
    return hello;
  }
}
