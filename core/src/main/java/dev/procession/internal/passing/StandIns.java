package dev.procession.internal.passing;

import dev.procession.internal.ffm.ChannelDescriptors;
import dev.procession.internal.ffm.Descriptors;
import dev.procession.internal.ffm.SocketFacts;
import dev.procession.internal.shm.ScratchFiles;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channel;
import java.nio.channels.Pipe;
import java.nio.channels.SelectableChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * Makes channels in a JVM that offers no way to: a channel of the same kind is made, and its
 * descriptor replaced by the one that has come.
 *
 * <p>A channel remembers the addresses of what it was made as. A socket of the internet is
 * therefore made with a socket for datagrams in its place, which can be given both addresses though
 * nobody is there. Of a listening socket, and of a Unix-domain socket with a path, the address that
 * the channel tells is that of the stand-in.
 *
 * <p>All that may change the mode of the descriptor is done on a virtual thread; see {@link
 * JdkInternals} on modes.
 */
final class StandIns {
  private StandIns() {}

  /** Makes one; the descriptor is closed then. */
  static Channel make(ChannelKind kind, int descriptor, @Nullable SocketAddress remote)
      throws IOException {
    Channel channel =
        switch (kind) {
          case SOURCE, SINK -> end(kind, descriptor);
          case LISTENER -> listener(descriptor, SocketFacts.family(descriptor));
          default -> socket(descriptor, SocketFacts.family(descriptor), remote);
        };
    Descriptors.close(descriptor);
    return channel;
  }

  private static Channel end(ChannelKind kind, int descriptor) throws IOException {
    Pipe pipe = Pipe.open();
    SelectableChannel wanted = kind == ChannelKind.SOURCE ? pipe.source() : pipe.sink();
    SelectableChannel other = kind == ChannelKind.SOURCE ? pipe.sink() : pipe.source();
    try {
      return replace(wanted, kind.descriptor(wanted), descriptor, other);
    } catch (IOException | RuntimeException | Error e) {
      wanted.close();
      other.close();
      throw e;
    }
  }

  private static Channel listener(int descriptor, ProtocolFamily family) throws IOException {
    ServerSocketChannel channel = ServerSocketChannel.open(family);
    Path folder = null;
    try {
      SocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
      if (family == StandardProtocolFamily.UNIX) {
        folder = folder();
        address = UnixDomainSocketAddress.of(folder.resolve("s"));
      }
      channel.bind(address);
      channel.configureBlocking(false);
      onVirtualThread(channel::accept);
      channel.configureBlocking(true);
      return replace(channel, ChannelDescriptors.of(channel), descriptor, null);
    } catch (IOException | RuntimeException | Error e) {
      channel.close();
      throw e;
    } finally {
      delete(folder);
    }
  }

  private static Channel socket(
      int descriptor, ProtocolFamily family, @Nullable SocketAddress remote) throws IOException {
    return family == StandardProtocolFamily.UNIX
        ? localSocket(descriptor)
        : internetSocket(descriptor, family, Objects.requireNonNull(remote));
  }

  private static Channel internetSocket(int descriptor, ProtocolFamily family, SocketAddress remote)
      throws IOException {
    SocketChannel channel = SocketChannel.open(family);
    try {
      int target = ChannelDescriptors.ofUnconnected(channel);
      int namesake = SocketFacts.namesake(descriptor);
      try {
        Descriptors.replace(target, namesake);
      } finally {
        Descriptors.close(namesake);
      }
      onVirtualThread(() -> channel.connect(remote));
      return replace(channel, target, descriptor, null);
    } catch (IOException | RuntimeException | Error e) {
      channel.close();
      throw e;
    }
  }

  private static Channel localSocket(int descriptor) throws IOException {
    Path folder = folder();
    try (var listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      var address = UnixDomainSocketAddress.of(folder.resolve("s"));
      listener.bind(address);
      SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
      try {
        onVirtualThread(() -> channel.connect(address));
        return replace(channel, ChannelDescriptors.of(channel), descriptor, null);
      } catch (IOException | RuntimeException | Error e) {
        channel.close();
        throw e;
      }
    } finally {
      delete(folder);
    }
  }

  /** Puts what has come in place of what was made; {@code rest} is closed in any case. */
  private static Channel replace(
      SelectableChannel channel, int target, int descriptor, @Nullable Channel rest)
      throws IOException {
    try {
      Descriptors.replace(target, descriptor);
      return channel;
    } finally {
      if (rest != null) {
        rest.close();
      }
    }
  }

  private static Path folder() throws IOException {
    return Files.createDirectory(
        ScratchFiles.newTemporaryName("stand-in"),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }

  private static void delete(@Nullable Path folder) {
    if (folder != null) {
      ScratchFiles.delete(folder);
    }
  }

  private static void onVirtualThread(Callable<?> step) throws IOException {
    var done = new CompletableFuture<Void>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                step.call();
                done.complete(null);
              } catch (Throwable e) {
                done.completeExceptionally(e);
              }
            });
    try {
      done.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      throw e;
    }
  }
}
