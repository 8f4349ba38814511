package dev.procession.server;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.NetworkChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The address at which a server listens, for as long as it is open: the socket that the workers
 * share, or where each has its own, one that keeps the port for them.
 *
 * <p>The file of a Unix-domain socket is removed in the end. What a killed server has left is
 * removed by the next one that wants the name, if nobody answers there.
 */
final class Listening implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger("dev.procession.server");

  private final NetworkChannel socket;
  private final SocketAddress address;
  private final ServerMode mode;

  /** Tells our file from another one of that name; null for TCP. */
  private final @Nullable Object file;

  private Listening(NetworkChannel socket, ServerMode mode) throws IOException {
    this.socket = socket;
    this.mode = mode;
    this.address = Objects.requireNonNull(socket.getLocalAddress());
    this.file = address instanceof UnixDomainSocketAddress unix ? key(unix.getPath()) : null;
  }

  /**
   * Begins to listen.
   *
   * @throws IllegalArgumentException if it is no address to listen at in this mode
   * @throws ServerException if it is taken, or not allowed
   */
  static Listening open(SocketAddress address, ServerSettings settings) {
    check(address, settings);
    try {
      return bind(address, settings);
    } catch (BindException e) {
      throw new ServerException(
          "cannot listen: address="
              + address
              + ", reason="
              + e.getMessage()
              + "; if the address is in use, stop who uses it or take another, such as port 0",
          e);
    } catch (IOException e) {
      throw new ServerException(
          "cannot listen: address=" + address + ", reason=" + e.getMessage(), e);
    }
  }

  private static void check(SocketAddress address, ServerSettings settings) {
    boolean unix = address instanceof UnixDomainSocketAddress;
    if (!unix && !(address instanceof InetSocketAddress)) {
      throw new IllegalArgumentException(
          "not an address of TCP or a Unix-domain socket: address=" + address);
    }
    if (address instanceof InetSocketAddress tcp && tcp.isUnresolved()) {
      throw new IllegalArgumentException("the host is not known: address=" + address);
    }
    if (unix && ((UnixDomainSocketAddress) address).getPath().toString().isEmpty()) {
      throw new IllegalArgumentException("a Unix-domain socket needs a path: address=" + address);
    }
    if (unix && settings.mode == ServerMode.REUSE_PORT) {
      throw new IllegalArgumentException(
          "only ports of TCP can be shared so: mode=REUSE_PORT, address="
              + address
              + "; use mode PREFORK");
    }
  }

  private static Listening bind(SocketAddress address, ServerSettings settings) throws IOException {
    if (settings.mode == ServerMode.REUSE_PORT) {
      return reserve(address);
    }
    boolean unix = address instanceof UnixDomainSocketAddress;
    ServerSocketChannel socket =
        unix ? ServerSocketChannel.open(StandardProtocolFamily.UNIX) : ServerSocketChannel.open();
    try {
      if (unix) {
        removeLeftover((UnixDomainSocketAddress) address);
      } else {
        socket.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      }
      socket.bind(address, settings.backlog);
      return new Listening(socket, settings.mode);
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  /** Keeps a port without listening, so that connections go to the workers' sockets only. */
  private static Listening reserve(SocketAddress address) throws IOException {
    SocketChannel socket = SocketChannel.open();
    try {
      if (!socket.supportedOptions().contains(StandardSocketOptions.SO_REUSEPORT)) {
        throw new IOException("this system has no SO_REUSEPORT; use mode PREFORK");
      }
      socket.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      socket.setOption(StandardSocketOptions.SO_REUSEPORT, true);
      socket.bind(address);
      return new Listening(socket, ServerMode.REUSE_PORT);
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  /** Where the server listens; with the port that it got, if it asked for any. */
  SocketAddress address() {
    return address;
  }

  /** The socket to accept from; null if each worker has one of its own. */
  @Nullable ServerSocketChannel shared() {
    return mode == ServerMode.REUSE_PORT ? null : (ServerSocketChannel) socket;
  }

  // ---- the file of a Unix-domain socket ---------------------------------------------------------

  private static void removeLeftover(UnixDomainSocketAddress address) throws IOException {
    Path path = address.getPath();
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (!Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
        .isOther()) {
      throw new BindException("there is a file that is no socket");
    }
    try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      probe.configureBlocking(false);
      probe.connect(address);
    } catch (java.net.ConnectException nobodyListens) {
      LOG.log(Level.INFO, "removes the socket of a server that is gone: " + path);
      Files.deleteIfExists(path);
      return;
    } catch (IOException busy) {
      // Somebody is there, and has no time.
    }
    throw new BindException("Address already in use");
  }

  private static Object key(Path path) throws IOException {
    return Objects.requireNonNull(
        Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS).fileKey());
  }

  /** Removes the file of the socket, unless it is another's by now. Does nothing for TCP. */
  void removeFile() {
    if (file == null) {
      return;
    }
    Path path = ((UnixDomainSocketAddress) address).getPath();
    try {
      if (Files.exists(path, LinkOption.NOFOLLOW_LINKS) && file.equals(key(path))) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      LOG.log(Level.WARNING, "the socket could not be removed: " + path, e);
    }
  }

  @Override
  public void close() {
    removeFile();
    try {
      socket.close();
    } catch (IOException e) {
      LOG.log(Level.WARNING, "the socket could not be closed: address=" + address, e);
    }
  }
}
