package dev.procession.channel;

import dev.procession.internal.proc.Waits;
import dev.procession.internal.shm.Deadline;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.util.Objects;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLEngine;

/**
 * Connects to a {@link Listener}, or to one of CPython.
 *
 * {@snippet lang="java" :
 * try (var connection = Client.connect(new InetSocketAddress("localhost", 6000))) {
 *   connection.send(List.of(1, 2, 3));
 * }
 * }
 *
 * <p>Python: {@code multiprocessing.connection.Client}.
 */
public final class Client {
  private Client() {}

  /**
   * Connects.
   *
   * @param address where the listener listens: a {@link java.net.InetSocketAddress} or a {@link
   *     java.net.UnixDomainSocketAddress}
   * @return the connection
   * @throws IOException if nobody listens there
   * @throws InterruptedException if the thread is interrupted
   */
  public static Connection connect(SocketAddress address) throws IOException, InterruptedException {
    return connect(address, config -> config);
  }

  /**
   * Connects.
   *
   * @param address where the listener listens
   * @param configure changes what is not to be as usual
   * @return the connection
   * @throws AuthenticationException if the listener has another key, or none
   * @throws java.net.SocketTimeoutException if it takes too long
   * @throws IOException if nobody listens there, or a certificate is refused
   * @throws InterruptedException if the thread is interrupted
   * @throws IllegalArgumentException if {@code address} is of another kind, or TLS is asked for
   *     without TCP
   * @throws NullPointerException if an argument is null, or {@code configure} returns null
   */
  public static Connection connect(SocketAddress address, UnaryOperator<ClientConfig> configure)
      throws IOException, InterruptedException {
    Objects.requireNonNull(address, "address");
    Terms terms =
        Objects.requireNonNull(configure.apply(ClientConfig.standard()), "configuration").terms();
    terms.checkFor(address);
    Deadline deadline = Deadline.in(Waits.nanos(terms.timeout()));
    SocketChannel socket = Connector.connect(address, deadline);
    try {
      return introduced(new PlainLink(socket), address, terms, deadline);
    } catch (IOException e) {
      socket.close();
      throw Connector.naming(address, e);
    }
  }

  private static Connection introduced(
      PlainLink socket, SocketAddress address, Terms terms, Deadline deadline)
      throws IOException, InterruptedException {
    boolean done = false;
    Link link = socket;
    try {
      SSLEngine engine = terms.clientsEngine(address);
      if (engine != null) {
        var tls = new TlsLink(socket, engine);
        link = tls;
        tls.handshake(deadline);
      }
      byte[] key = terms.key();
      if (key != null) {
        new Handshake(link, key, terms.legacyDigest(), deadline).asClient();
      }
      done = true;
      return new SocketConnection(link, Connector.text(address), terms.longest(), key == null);
    } finally {
      if (!done) {
        link.close();
      }
    }
  }
}
