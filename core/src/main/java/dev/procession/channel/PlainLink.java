package dev.procession.channel;

import dev.procession.internal.shm.Deadline;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/**
 * A socket as a {@link Link}. It does not block, since an interrupt of a thread that is blocked in
 * a socket closes that for good.
 */
final class PlainLink implements Link {
  private final SocketChannel socket;
  private final ChannelWait readable;
  private final ChannelWait writable;

  PlainLink(SocketChannel socket) throws IOException {
    this.socket = socket;
    socket.configureBlocking(false);
    if (socket.supportedOptions().contains(StandardSocketOptions.TCP_NODELAY)) {
      // Messages are written as a whole: to wait for more helps nobody.
      socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
    }
    readable = new ChannelWait(socket, SelectionKey.OP_READ);
    writable = new ChannelWait(socket, SelectionKey.OP_WRITE);
  }

  SocketChannel socket() {
    return socket;
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    return socket.read(into);
  }

  @Override
  public long write(ByteBuffer[] from) throws IOException {
    return socket.write(from);
  }

  @Override
  public boolean awaitReadable(Deadline deadline) throws IOException, InterruptedException {
    return readable.await(deadline);
  }

  @Override
  public boolean awaitWritable(Deadline deadline) throws IOException, InterruptedException {
    return writable.await(deadline);
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException closedAnyway) {
      // The descriptor is released in any case.
    }
    // A channel is not closed before every selector has let go of it.
    readable.close();
    writable.close();
  }
}
