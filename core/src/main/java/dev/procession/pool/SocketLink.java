package dev.procession.pool;

import dev.procession.internal.proc.ChildSockets;
import dev.procession.internal.proc.ControlMessage;
import dev.procession.internal.proc.JvmChild;
import dev.procession.internal.wire.FrameReader;
import dev.procession.internal.wire.FrameWriter;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * Messages over the two sockets of a child; the loop's selector says when there is something to do.
 */
final class SocketLink implements WorkerLink {
  /** The system may give less. */
  private static final int SOCKET_BUFFER = 1 << 20;

  private final ChildSockets sockets;
  private final SelectionKey key;
  private final FrameReader reader;
  private final FrameWriter writer;

  /** {@code attachment} is what the selector's user finds when there is something to do. */
  SocketLink(ChildSockets sockets, Selector selector, Object attachment) throws IOException {
    this.sockets = sockets;
    SocketChannel data = sockets.data();
    data.setOption(StandardSocketOptions.SO_SNDBUF, SOCKET_BUFFER);
    data.configureBlocking(false);
    sockets.control().configureBlocking(false);
    key = data.register(selector, SelectionKey.OP_READ, attachment);
    reader = new FrameReader(data);
    writer = new FrameWriter(data);
  }

  @Override
  public void send(int type, ByteBuffer... pieces) {
    writer.add(type, pieces);
  }

  @Override
  public void flush() throws IOException {
    int wanted =
        writer.flush() ? SelectionKey.OP_READ : SelectionKey.OP_READ | SelectionKey.OP_WRITE;
    if (key.isValid() && key.interestOps() != wanted) {
      key.interestOps(wanted);
    }
  }

  @Override
  public FrameReader.@Nullable Frame receive() throws IOException {
    FrameReader.Frame frame = reader.next();
    if (frame == null && reader.ended()) {
      // Otherwise the selector would report the end of the stream again and again.
      key.cancel();
    }
    return frame;
  }

  @Override
  public void ignore() {
    // A socket that nobody reads would be reported again and again.
    key.cancel();
  }

  @Override
  public void control(ControlMessage message) throws IOException {
    message.send(sockets.control());
  }

  @Override
  public void close() {
    key.cancel();
    JvmChild.close(sockets);
  }
}
