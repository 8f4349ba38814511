package dev.procession.channel;

import dev.procession.internal.shm.ScratchFiles;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A socket that listens and does not block, and the file of it, which goes with it. */
final class ListeningSocket {
  private final ServerSocketChannel channel;
  private final SocketAddress address;

  /** What to remove in the end: the socket's file, or the folder that was made for it. */
  private final @Nullable Path remains;

  private ListeningSocket(ServerSocketChannel channel, @Nullable Path remains) throws IOException {
    this.channel = channel;
    this.address = channel.getLocalAddress();
    this.remains = remains;
  }

  static ListeningSocket open(@Nullable SocketAddress address, ListenerConfig config)
      throws IOException {
    if (address == null) {
      return openPrivately(config);
    }
    config.terms().checkFor(address);
    return switch (address) {
      case InetSocketAddress inet -> {
        if (!config.isSafe() && !isOfThisMachine(inet)) {
          throw new IllegalArgumentException(
              "other machines can connect, and nobody asks who they are: address="
                  + inet
                  + "; set a key, listen on the loopback address, or say openToAnyone(true)");
        }
        yield bind(ServerSocketChannel.open(), inet, config.backlog(), null);
      }
      case UnixDomainSocketAddress unix ->
          bind(
              ServerSocketChannel.open(StandardProtocolFamily.UNIX),
              unix,
              config.backlog(),
              unix.getPath());
      default -> throw Connector.unknown(address);
    };
  }

  private static boolean isOfThisMachine(InetSocketAddress address) {
    return address.getAddress() != null && address.getAddress().isLoopbackAddress();
  }

  private static ListeningSocket openPrivately(ListenerConfig config) throws IOException {
    Path folder = ScratchFiles.newPrivateFolder("listener");
    try {
      var inside = UnixDomainSocketAddress.of(folder.resolve("s"));
      config.terms().checkFor(inside);
      return bind(
          ServerSocketChannel.open(StandardProtocolFamily.UNIX), inside, config.backlog(), folder);
    } catch (IOException | RuntimeException e) {
      ScratchFiles.delete(folder);
      throw e;
    }
  }

  private static ListeningSocket bind(
      ServerSocketChannel channel, SocketAddress address, int backlog, @Nullable Path remains)
      throws IOException {
    try {
      channel.bind(address, backlog);
      channel.configureBlocking(false);
      return new ListeningSocket(channel, remains);
    } catch (IOException | RuntimeException e) {
      channel.close();
      if (e instanceof BindException) {
        var named = new BindException(e.getMessage() + ": address=" + Connector.text(address));
        named.initCause(e);
        throw named;
      }
      throw e;
    }
  }

  ServerSocketChannel channel() {
    return channel;
  }

  SocketAddress address() {
    return address;
  }

  void close() {
    try {
      // First the file: afterwards the name may be somebody else's.
      if (remains != null && Files.isDirectory(remains)) {
        ScratchFiles.delete(remains);
      } else if (remains != null) {
        Files.deleteIfExists(remains);
      }
    } catch (IOException anotherUsersOrGone) {
      // Nobody listens there in any case.
    }
    try {
      channel.close();
    } catch (IOException closedAnyway) {
      // The descriptor is released in any case.
    }
  }
}
