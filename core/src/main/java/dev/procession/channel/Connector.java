package dev.procession.channel;

import dev.procession.internal.shm.Deadline;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Connects sockets, with a deadline, in threads that may be interrupted. */
final class Connector {
  private Connector() {}

  static SocketChannel connect(SocketAddress address, Deadline deadline)
      throws IOException, InterruptedException {
    try {
      return switch (address) {
        case InetSocketAddress inet -> connect(inet, deadline);
        case UnixDomainSocketAddress unix -> connect(unix, deadline);
        default -> throw unknown(address);
      };
    } catch (IOException e) {
      throw naming(address, e);
    }
  }

  static IllegalArgumentException unknown(SocketAddress address) {
    return new IllegalArgumentException(
        "neither a TCP nor a Unix-domain address: type=" + address.getClass().getName());
  }

  private static SocketChannel connect(InetSocketAddress address, Deadline deadline)
      throws IOException, InterruptedException {
    if (address.isUnresolved()) {
      throw new UnknownHostException(address.getHostString());
    }
    SocketChannel socket = SocketChannel.open();
    boolean done = false;
    var connectable = new ChannelWait(socket, SelectionKey.OP_CONNECT);
    try {
      socket.configureBlocking(false);
      done = socket.connect(address);
      while (!done) {
        if (!connectable.await(deadline)) {
          throw new SocketTimeoutException("nobody answers");
        }
        done = socket.finishConnect();
      }
    } finally {
      if (!done) {
        socket.close();
      }
      connectable.close();
    }
    return socket;
  }

  /**
   * A Unix-domain socket that does not block cannot wait until the listener has room: it fails.
   * Then another thread connects.
   */
  private static SocketChannel connect(UnixDomainSocketAddress address, Deadline deadline)
      throws IOException, InterruptedException {
    SocketChannel socket = SocketChannel.open(StandardProtocolFamily.UNIX);
    boolean done = false;
    try {
      socket.configureBlocking(false);
      done = socket.connect(address);
    } catch (SocketException e) {
      if (e instanceof ConnectException) {
        throw e;
      }
    } finally {
      if (!done) {
        socket.close();
      }
    }
    return done ? socket : connectElsewhere(address, deadline);
  }

  private static SocketChannel connectElsewhere(UnixDomainSocketAddress address, Deadline deadline)
      throws IOException, InterruptedException {
    SocketChannel socket = SocketChannel.open(StandardProtocolFamily.UNIX);
    var connected = new CompletableFuture<Boolean>();
    Thread.ofPlatform()
        .daemon()
        .name("procession-connect")
        .start(
            () -> {
              try {
                connected.complete(socket.connect(address));
              } catch (IOException | RuntimeException e) {
                connected.completeExceptionally(e);
              }
            });
    boolean done = false;
    try {
      done = connected.get(deadline.left(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new SocketTimeoutException("the listener accepts nobody");
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
    } finally {
      if (!done) {
        socket.close();
      }
    }
    return socket;
  }

  /** For people. */
  static String text(SocketAddress address) {
    String text =
        address instanceof InetSocketAddress inet
            ? inet.getHostString() + ":" + inet.getPort()
            : address.toString();
    return text.isEmpty() ? "a process of this machine" : text;
  }

  /** The same failure, with the address in its message. */
  static IOException naming(SocketAddress address, IOException e) {
    String message = e.getMessage() + ": address=" + text(address);
    if (String.valueOf(e.getMessage()).contains("address=")) {
      return e;
    }
    IOException named =
        switch (e) {
          case SocketTimeoutException late -> new SocketTimeoutException(message);
          case ConnectException refused -> new ConnectException(message);
          case UnknownHostException unknown -> new UnknownHostException(message);
          case AuthenticationException wrong -> new AuthenticationException(message, wrong);
          default -> new IOException(message, e);
        };
    if (named.getCause() == null) {
      named.initCause(e);
    }
    return named;
  }
}
