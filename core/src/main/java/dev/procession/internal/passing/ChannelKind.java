package dev.procession.internal.passing;

import dev.procession.internal.ffm.ChannelDescriptors;
import java.io.IOException;
import java.nio.channels.Channel;
import java.nio.channels.FileChannel;
import java.nio.channels.Pipe;
import java.nio.channels.SelectableChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** The channels that can be sent. Sent by name. */
enum ChannelKind {
  /** A connected socket. */
  SOCKET,
  /** A listening socket. */
  LISTENER,
  /** A file. */
  FILE,
  /** The end of a pipe that is read from. */
  SOURCE,
  /** The end of a pipe that is written to. */
  SINK;

  /** Null if it is none of them. */
  static @Nullable ChannelKind of(Channel channel) {
    if (channel instanceof SocketChannel) {
      return SOCKET;
    }
    if (channel instanceof ServerSocketChannel) {
      return LISTENER;
    }
    if (channel instanceof FileChannel) {
      return FILE;
    }
    if (channel instanceof Pipe.SourceChannel) {
      return SOURCE;
    }
    return channel instanceof Pipe.SinkChannel ? SINK : null;
  }

  /**
   * The descriptor behind a channel of this kind.
   *
   * @throws IOException if it is closed, not connected, not bound, or cannot be told from others
   */
  int descriptor(Channel channel) throws IOException {
    if (channel instanceof SocketChannel socket && !socket.isConnected()) {
      throw new IOException("the socket is not connected: channel=" + channel);
    }
    if (channel instanceof ServerSocketChannel listener && listener.getLocalAddress() == null) {
      throw new IOException("the socket is not bound: channel=" + channel);
    }
    JdkInternals internals = JdkInternals.get();
    return internals != null && channel instanceof SelectableChannel selectable
        ? internals.descriptor(selectable)
        : KnownDescriptors.of(channel, this::search);
  }

  private int search(Channel channel) throws IOException {
    return switch (this) {
      case SOCKET -> ChannelDescriptors.of((SocketChannel) channel);
      case LISTENER -> ChannelDescriptors.of((ServerSocketChannel) channel);
      case FILE -> ChannelDescriptors.of((FileChannel) channel);
      case SOURCE, SINK -> ChannelDescriptors.of((SelectableChannel) channel);
    };
  }
}
