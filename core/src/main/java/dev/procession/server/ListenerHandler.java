package dev.procession.server;

import java.io.Serializable;
import java.nio.channels.ServerSocketChannel;

/**
 * Serves a listening socket in a worker process: for servers that accept for themselves.
 *
 * {@snippet lang="java" :
 * ProcessServer.open(address, c -> c, (listener, worker) -> {
 *   while (true) {
 *     SocketChannel client = listener.accept();
 *     worker.opened();
 *     …
 *   }
 * });
 * }
 */
@FunctionalInterface
public interface ListenerHandler extends Serializable {

  /**
   * Accepts and handles connections until the worker is to stop. Then {@link
   * ServerWorker#awaitStop()} returns, and the listener is closed, in this process only: an {@code
   * accept} that waits throws {@link java.nio.channels.AsynchronousCloseException}, one that has
   * got a connection returns it. A {@link java.nio.channels.ClosedChannelException} that is thrown
   * on then is the normal way out.
   *
   * <p>What this method has accepted it should finish before it returns; the worker's process ends
   * with it.
   *
   * @param listener the listening socket. In mode {@link ServerMode#PREFORK} all workers have the
   *     same one, so all should use it in the same blocking mode
   * @param worker tells when to stop, and takes down what is done
   * @throws Exception ends the worker, which is replaced
   */
  void serve(ServerSocketChannel listener, ServerWorker worker) throws Exception;
}
