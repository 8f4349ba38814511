package dev.procession.server;

import java.net.SocketAddress;
import java.time.Duration;
import java.util.function.UnaryOperator;

/**
 * A socket server whose connections are handled by child processes, over TCP or a Unix-domain
 * socket.
 *
 * {@snippet lang="java" :
 * try (var server = ProcessServer.open(new InetSocketAddress(8080), c -> c.workers(4), Echo::talk)) {
 *   server.join();
 * }
 * }
 *
 * <p>{@link ServerMode} says how connections get to processes; in the standard mode a number of
 * workers accept from one listening socket. A worker that dies, in whatever way, takes the
 * connections with it that it handles at that moment, and no others; it is replaced. If that
 * happens too often, the server fails: {@link #join()} throws a {@link ServerException} with the
 * last death. Workers end with the process of the server, also if that is killed.
 *
 * <p>May be used by any thread of the process that has opened it. A server that is open does not
 * keep the program from ending; {@link #join()} does. Its workers are daemons among {@link
 * dev.procession.Processes#activeChildren()}.
 *
 * <p>Python: what the tutorials build from {@code socket}, {@code Process} and {@code
 * socketserver.ForkingMixIn}.
 */
public sealed interface ProcessServer extends AutoCloseable permits ServerImpl {

  /**
   * Opens a server with the standard configuration; see {@link #open(SocketAddress, UnaryOperator,
   * ConnectionHandler)}.
   *
   * @param address where to listen
   * @param handler handles each connection
   * @return a server that accepts connections
   */
  static ProcessServer open(SocketAddress address, ConnectionHandler handler) {
    return open(address, config -> config, handler);
  }

  /**
   * Opens a server. Returns when all its workers accept connections.
   *
   * @param address an {@link java.net.InetSocketAddress}, with port 0 for any that is free, or a
   *     {@link java.net.UnixDomainSocketAddress}, at whose path there must be nothing but the
   *     socket of a server that is gone
   * @param configure changes what is not to be as usual
   * @param handler handles each connection, in a worker
   * @return a server that accepts connections
   * @throws IllegalArgumentException if the address does not suit the mode
   * @throws ServerException if the address is in use or not allowed, or the workers cannot be
   *     started or do not get ready; nothing is left behind. Also if this thread is interrupted
   *     meanwhile; it is interrupted still
   * @throws dev.procession.NotSendableException if the handler cannot be sent
   */
  static ProcessServer open(
      SocketAddress address, UnaryOperator<ServerConfig> configure, ConnectionHandler handler) {
    return ServerImpl.open(address, configure, Service.of(handler));
  }

  /**
   * Opens a server whose workers accept for themselves. Not for a process per connection.
   *
   * @param address as there
   * @param configure changes what is not to be as usual
   * @param handler runs in each worker, with the listening socket
   * @return a server that accepts connections
   * @throws IllegalArgumentException also if the mode is {@link ServerMode#PROCESS_PER_CONNECTION}
   */
  static ProcessServer open(
      SocketAddress address, UnaryOperator<ServerConfig> configure, ListenerHandler handler) {
    return ServerImpl.open(address, configure, Service.of(handler));
  }

  /**
   * Where the server listens.
   *
   * @return the address, with the port that was chosen if it was opened with port 0
   */
  SocketAddress address();

  /**
   * What is known of the server now. Read from shared memory; workers are not disturbed. After the
   * end the final numbers.
   *
   * @return numbers of one moment
   */
  ServerStats stats();

  /**
   * Changes the number of workers. New ones are started, or the youngest finish what they have and
   * leave, in the background; {@link #stats()} tells.
   *
   * @param workers 1 to {@link ServerConfig#MAX_WORKERS}
   * @throws IllegalArgumentException if it is out of range
   * @throws IllegalStateException if the server is closed, or has no workers because it has a
   *     process for each connection
   * @throws ServerException if the server has failed
   */
  void resize(int workers);

  /**
   * Replaces the handler; the settings stay. See {@link #reload(UnaryOperator, ConnectionHandler)}.
   *
   * @param handler handles each connection from then on
   * @throws InterruptedException if this thread is interrupted; the reload goes on
   */
  default void reload(ConnectionHandler handler) throws InterruptedException {
    reload(config -> config, handler);
  }

  /**
   * Replaces handler and settings without refusing or dropping a connection. New workers are
   * started beside the old ones. When all of them are {@linkplain ServerConfig#ready ready}, they
   * begin to accept, and the old ones accept no more, finish what they have, and leave. If a new
   * one fails before that, all of them are ended, the old ones stay, and no connection has been
   * handled by the new handler.
   *
   * <p>Returns when the new ones accept and the old ones accept no more: who connects from then on
   * gets the new handler. In mode {@link ServerMode#PROCESS_PER_CONNECTION} one process tries
   * whether it gets ready with the new handler.
   *
   * @param configure changes the present settings; all but mode, name and backlog, and in mode
   *     {@link ServerMode#PROCESS_PER_CONNECTION} the number of connections
   * @param handler handles each connection from then on
   * @throws ServerException if the new workers could not get ready, with the reason; the old ones
   *     stay. Or if the server has failed
   * @throws dev.procession.NotSendableException if the handler cannot be sent; the old ones stay
   * @throws IllegalArgumentException if a setting is changed that cannot be
   * @throws IllegalStateException if the server is closed, or another reload is under way
   * @throws InterruptedException if this thread is interrupted; the reload goes on
   */
  void reload(UnaryOperator<ServerConfig> configure, ConnectionHandler handler)
      throws InterruptedException;

  /**
   * As {@link #reload(UnaryOperator, ConnectionHandler)}, for workers that accept for themselves.
   *
   * @param configure changes the present settings
   * @param handler runs in each worker from then on
   * @throws InterruptedException if this thread is interrupted; the reload goes on
   */
  void reload(UnaryOperator<ServerConfig> configure, ListenerHandler handler)
      throws InterruptedException;

  /**
   * Whether the server accepts connections, or will again by itself.
   *
   * @return false once it is being closed, or has failed
   */
  boolean isOpen();

  /**
   * Waits until the server is over: closed by another thread, or failed.
   *
   * @throws InterruptedException if this thread is interrupted
   * @throws ServerException if the server has failed
   */
  void join() throws InterruptedException;

  /**
   * As {@link #join()}, but no longer than a given time.
   *
   * @param atMost zero or less does not wait
   * @return whether the server is over
   * @throws InterruptedException if this thread is interrupted
   * @throws ServerException if the server has failed
   */
  boolean join(Duration atMost) throws InterruptedException;

  /**
   * Ends the server in order, and returns when it is over: its address is freed, workers finish the
   * connections that they have or that wait in the kernel, and leave. Those that have not finished
   * in time are killed. A second call, from another thread, can only shorten the time. Does nothing
   * if the server is over.
   *
   * @param drain how long they have; zero or less kills them at once
   * @throws InterruptedException if this thread is interrupted; the server ends all the same
   */
  void stop(Duration drain) throws InterruptedException;

  /**
   * Ends the server as {@link #stop(Duration)} does, with {@link ServerConfig#drainLimit}. If this
   * thread is interrupted, before or meanwhile, workers are killed at once; it is interrupted
   * still. Does nothing if the server is over, also if it has failed.
   */
  @Override
  void close();
}
