package dev.procession.channel;

import dev.procession.internal.proc.Waits;
import dev.procession.internal.shm.Deadline;
import dev.procession.internal.shm.LockWord;
import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Listens for connections, of a {@link Client} or of one of CPython's, over TCP or a Unix-domain
 * socket.
 *
 * {@snippet lang="java" :
 * try (var listener = Listener.open(new InetSocketAddress("localhost", 6000), c -> c.key(secret));
 *     var connection = listener.accept()) {
 *   System.out.println(connection.receive());
 * }
 * }
 *
 * <p>Clients prove that they know the key in the background and side by side, and whoever does not
 * in time is dropped, with one line of the log {@code dev.procession.channel}. So {@link #accept()}
 * gets connections that are ready, and a client that says nothing holds nobody up.
 *
 * <p>May be used by any thread, also by virtual ones. When this process ends, the socket's file
 * stays if the process is killed; one that {@link #open()} has chosen is removed by the next
 * program.
 *
 * <p>Python: {@code multiprocessing.connection.Listener}.
 */
public final class Listener implements AutoCloseable {
  private final ListeningSocket socket;
  private final Reception reception;

  /** Set by whoever accepts. */
  private volatile @Nullable SocketAddress last;

  private Listener(ListeningSocket socket, ListenerConfig config) {
    this.socket = socket;
    this.reception = new Reception(socket, config);
  }

  /**
   * Listens on a Unix-domain socket in a new folder that only this user may enter.
   *
   * @return the listener
   * @throws IOException if the system has no such sockets
   */
  public static Listener open() throws IOException {
    return open(null, config -> config);
  }

  /**
   * Listens.
   *
   * @param address where: a {@link java.net.InetSocketAddress}, of which port 0 is any that is
   *     free, or a {@link java.net.UnixDomainSocketAddress} of a file that does not exist; null for
   *     a Unix-domain socket in a new folder that only this user may enter
   * @return the listener
   * @throws java.net.BindException if somebody listens there already
   * @throws IOException if nobody can listen there
   * @throws IllegalArgumentException if {@code address} is of another kind, or other machines reach
   *     it: then a {@linkplain ListenerConfig#key key} is needed
   */
  public static Listener open(@Nullable SocketAddress address) throws IOException {
    return open(address, config -> config);
  }

  /**
   * Listens.
   *
   * <p>Python: {@code Listener(address, backlog=…, authkey=…)}.
   *
   * @param address where; see {@link #open(SocketAddress)}
   * @param configure changes what is not to be as usual
   * @return the listener
   * @throws java.net.BindException if somebody listens there already
   * @throws IOException if nobody can listen there
   * @throws IllegalArgumentException if {@code address} is of another kind, if TLS is asked for
   *     without TCP, or if other machines reach it and neither a key nor a certificate is asked for
   * @throws NullPointerException if {@code configure} is null or returns null
   */
  public static Listener open(
      @Nullable SocketAddress address, UnaryOperator<ListenerConfig> configure) throws IOException {
    ListenerConfig config =
        Objects.requireNonNull(configure.apply(ListenerConfig.standard()), "configuration");
    var listener = new Listener(ListeningSocket.open(address, config), config);
    listener.reception.begin();
    return listener;
  }

  /**
   * Waits for a connection that is ready.
   *
   * <p>Python: {@code accept()}, which waits for the client to prove itself, and fails if that has
   * another key.
   *
   * @return the connection
   * @throws IllegalStateException if the listener is closed, before or meanwhile
   * @throws InterruptedException if the thread is interrupted
   */
  public Connection accept() throws InterruptedException {
    return accepted(reception.next(Deadline.in(LockWord.FOREVER))).orElseThrow();
  }

  /**
   * Waits for a connection that is ready, so long at most.
   *
   * @param atMost how long to wait at most; not at all if zero or negative
   * @return the connection; empty if the time is up
   * @throws IllegalStateException if the listener is closed, before or meanwhile
   * @throws InterruptedException if the thread is interrupted
   */
  public Optional<Connection> accept(Duration atMost) throws InterruptedException {
    return accepted(reception.next(Deadline.in(Waits.nanos(atMost))));
  }

  private Optional<Connection> accepted(Reception.@Nullable Guest guest) {
    if (guest == null) {
      return Optional.empty();
    }
    last = guest.address();
    return Optional.of(guest.connection());
  }

  /**
   * Where this listens, with the port that was chosen.
   *
   * <p>Python: {@code address}.
   *
   * @return what clients connect to
   */
  public SocketAddress address() {
    return socket.address();
  }

  /**
   * Where the connection came from that was accepted last.
   *
   * <p>Python: {@code last_accepted}.
   *
   * @return its address, which has no path if it is a Unix-domain one; empty if there was none yet
   */
  public Optional<SocketAddress> lastAccepted() {
    return Optional.ofNullable(last);
  }

  /**
   * Whether {@link #close()} has not been called.
   *
   * @return false if it has
   */
  public boolean isOpen() {
    return reception.isOpen();
  }

  /**
   * Listens no more, and removes the socket's file. Connections that nobody has accepted are
   * closed; the others remain. Threads that wait in {@code accept} throw {@link
   * IllegalStateException}. Does nothing the second time.
   *
   * <p>Python: {@code close()}.
   */
  @Override
  public void close() {
    reception.close();
  }

  @Override
  public String toString() {
    return "Listener[" + (isOpen() ? Connector.text(address()) : "closed") + "]";
  }
}
