package dev.procession.server;

import java.io.Serializable;
import java.nio.channels.SocketChannel;

/**
 * Handles one connection, in a worker process.
 *
 * <p>A lambda or method reference written where one is expected can be sent; see {@link
 * dev.procession.Task}.
 *
 * <p>Python: {@code socketserver.BaseRequestHandler.handle}.
 */
@FunctionalInterface
public interface ConnectionHandler extends Serializable {

  /**
   * Talks to a client. Runs on a thread of its own, several at a time in one process unless {@link
   * ServerConfig#connectionsPerWorker(int)} says otherwise. {@link ServerWorker#current()} tells
   * where it runs, and whether it should come to an end.
   *
   * @param connection the accepted connection, in blocking mode; closed when this method is left
   * @throws Exception is logged and counted as a failure; the connection is closed, the worker goes
   *     on. An {@link java.io.IOException} is what a client causes that goes away, and logged at
   *     level DEBUG only
   */
  void handle(SocketChannel connection) throws Exception;
}
